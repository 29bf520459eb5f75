#!/bin/sh
# obtain-certificate: gets this load balancer's certificate, or a new one when it has less than a third of its life left, and hands
# it to HAProxy. Run once at boot and by a timer. /etc/acme/arguments: certbot's arguments, one a line.
#
# The node's own name is in the certificate, too: Let's Encrypt issues at most 5 certificates a week for the same set of names, and so
# each load balancer has a set of its own.
set -eu
live=/etc/letsencrypt/live/site bundle=/etc/haproxy/site.pem
set --
while IFS= read -r argument; do set -- "$@" "$argument"; done </etc/acme/arguments
tries=3
until certbot certonly --non-interactive --cert-name site --keep-until-expiring --domain "$(hostname -f)" "$@"; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || exit 1
  sleep 20
done
umask 077
cat $live/fullchain.pem $live/privkey.pem >$bundle.new
if cmp -s $bundle.new $bundle; then rm $bundle.new; exit 0; fi
mv $bundle.new $bundle
exec apply-haproxy
