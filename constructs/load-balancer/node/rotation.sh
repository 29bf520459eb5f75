#!/bin/sh
# rotation enter | leave, by in-rotation.service: `systemctl stop in-rotation` takes this load balancer out of use without
# losing a request, `systemctl start in-rotation` puts it back. A shutdown stops it before haproxy and keepalived.
set -eu
failover=/run/lb-failover
# HAProxy's `timeout http-keep-alive`, and a little.
IDLE_SECONDS=6
LAST_REQUESTS_SECONDS=3

haproxy() { echo "$1" | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock >/dev/null || :; }
connections() { # those with a request to come, in work, or with a response that the client has not confirmed yet
  ss -Htn state connected exclude fin-wait-2 exclude time-wait '( sport = :80 or sport = :443 )' | wc -l
}
until_without_connections() { # at most $1 seconds
  end=$(($(date +%s) + $1))
  while [ "$(connections)" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.05; done
}
new_connections() { # `drop`: tried again by the client's kernel after 1 s; `reject with tcp reset`: tried elsewhere
  nft "table inet rotation { chain input { type filter hook input priority filter; tcp dport { 80, 443 } tcp flags & (syn | ack) == syn $1; }; }"
}
enter() {
  nft delete table inet rotation 2>/dev/null || :
  haproxy 'enable server rotation/enabled'
  [ ! -d $failover ] || echo 0 >$failover/drain
}
leave() {
  state=$(cat $failover/state 2>/dev/null || echo none)
  # A backup must not become master any more.
  [ ! -d $failover ] || [ "$state" = MASTER ] || echo 1 >$failover/drain
  # From now on every response ends its connection, and an idle connection ends by itself.
  haproxy 'disable server rotation/enabled'
  until_without_connections $IDLE_SECONDS
  if [ "$state" != MASTER ]; then
    new_connections 'reject with tcp reset'
    until_without_connections $LAST_REQUESTS_SECONDS
    return
  fi
  echo 'handing the address over'
  # Visitors who come while the address moves wait for the other node; requests in work would not survive the move.
  new_connections drop
  until_without_connections $LAST_REQUESTS_SECONDS
  echo 1 >$failover/drain
  claim-reserved-ip released || { echo 'no other load balancer took the address: staying' >&2; enter; exit 1; }
  echo 'another load balancer has the address'
}
"$1"
