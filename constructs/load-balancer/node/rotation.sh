#!/bin/sh
# rotation enter | leave, by in-rotation.service: `systemctl stop in-rotation` takes this load balancer out of use without
# losing a request, `systemctl start in-rotation` puts it back. A shutdown stops it before haproxy and keepalived.
set -eu
failover=/run/lb-failover
haproxy() { echo "$1" | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock >/dev/null || :; }
enter() {
  haproxy 'enable server rotation/enabled'
  [ ! -d $failover ] || echo 0 >$failover/drain
}
leave() {
  # From now on every response ends its connection: measured, after 2 s nobody is left who would miss the address.
  haproxy 'disable server rotation/enabled'
  if [ "$(cat $failover/state 2>/dev/null)" != MASTER ]; then
    [ ! -d $failover ] || echo 1 >$failover/drain
    sleep 2
    return
  fi
  sleep 2
  echo 1 >$failover/drain
  claim-reserved-ip released || { echo 'no other load balancer took the address: staying' >&2; enter; exit 1; }
}
"$1"
