#!/bin/sh
# apply-haproxy: has HAProxy take up its files, when they are right. Nothing to do before there is a certificate.
set -eu
[ -e /etc/haproxy/site.pem ] || exit 0
check-haproxy /etc/haproxy/limits.cfg /etc/haproxy/haproxy.cfg
exec systemctl reload-or-restart haproxy.service
