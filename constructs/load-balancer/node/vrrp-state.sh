#!/bin/sh
# keepalived calls this with INSTANCE NAME STATE [PRIORITY]. Writes the state down; a master claims the reserved IP.
# STATE is CONTESTED for a master that has met another one of lower priority.
set -eu
umask 022
[ "$3" != CONTESTED ] || exec systemctl start --no-block claim-reserved-ip.service
printf '%s\n' "$3" >/run/lb-failover/state.new
mv /run/lb-failover/state.new /run/lb-failover/state
if [ "$3" = MASTER ]; then
  : >/run/lb-failover/became-master
  # A claim that the timer has begun for a backup would end without one.
  exec systemctl restart --no-block claim-reserved-ip.service
fi
