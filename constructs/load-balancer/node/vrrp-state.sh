#!/bin/sh
# keepalived calls this with INSTANCE NAME STATE [PRIORITY]. Writes the state down; a master claims the reserved IP.
set -eu
umask 022
printf '%s\n' "$3" >/run/lb-failover/state.new
mv /run/lb-failover/state.new /run/lb-failover/state
if [ "$3" = MASTER ]; then
  : >/run/lb-failover/became-master
  exec systemctl start --no-block claim-reserved-ip.service
fi
