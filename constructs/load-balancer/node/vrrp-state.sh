#!/bin/sh
# keepalived calls this with INSTANCE NAME STATE [PRIORITY]. Writes the state down; a master claims the reserved IP.
# STATE is CONTESTED for a master that has met another one of lower priority.
set -eu
umask 022
# A service that is not running begins with a claim.
claim() { systemctl kill --kill-who=main --signal="$1" claim-reserved-ip.service || systemctl start --no-block claim-reserved-ip.service; }
if [ "$3" = CONTESTED ]; then
  claim USR1
  exit
fi
printf '%s\n' "$3" >/run/lb-failover/state.new
mv /run/lb-failover/state.new /run/lb-failover/state
if [ "$3" = MASTER ]; then
  : >/run/lb-failover/became-master
  # An earlier claim would end without this one's.
  claim HUP
fi
