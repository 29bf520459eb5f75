#!/bin/sh
# rotation enter | leave, by in-rotation.service: `systemctl stop in-rotation` takes this load balancer out of use without
# losing a request, `systemctl start in-rotation` puts it back. A shutdown stops it before haproxy and keepalived.
set -eu
failover=/run/lb-failover
# HAProxy's `timeout http-keep-alive`, and a little: so long do idle connections last.
IDLE_MS=6000
# Visitors who are held up that long, and for the move itself, are let in by their first retry after 1 s.
HOLD_MS=500
# Between two tries: lets those in who were held up.
PAUSE_SECONDS=1.5
# Until a moment without requests is found; what is still in work then is lost.
PATIENCE_MS=20000

haproxy() { echo "$1" | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock >/dev/null || :; }
now_ms() { date +%s%3N; }
# Those with a request to come, in work, or with a response that the client has not confirmed yet; one that has let two
# retries pass has gone.
connections() {
  ss -Htno state connected exclude fin-wait-2 exclude time-wait '( sport = :80 or sport = :443 )' |
    grep -cvE '^(FIN-WAIT-1|LAST-ACK|CLOSING) .*timer:\(on,[^,]*,([2-9]|[0-9]{2,})\)'
}
without_connections_within() { # milliseconds
  end=$(($(now_ms) + $1))
  while [ "$(connections)" -gt 0 ]; do
    [ "$(now_ms)" -lt "$end" ] || return 1
    sleep 0.05
  done
}
new_connections() { # `drop`: tried again by the client's kernel after 1 s; `reject with tcp reset`: tried elsewhere
  nft "table inet rotation { chain input { type filter hook input priority filter; tcp dport { 80, 443 } tcp flags & (syn | ack) == syn $1; }; }"
}
let_in() { nft delete table inet rotation 2>/dev/null || :; }
hold_visitors() { # ends in a moment without a connection, in which the address can move
  patience=$(($(now_ms) + PATIENCE_MS))
  until new_connections drop && without_connections_within $HOLD_MS; do
    [ "$(now_ms)" -lt "$patience" ] || { echo 'moving with requests in work' >&2; return; }
    let_in
    sleep $PAUSE_SECONDS
  done
}
enter() {
  let_in
  haproxy 'enable server rotation/enabled'
  [ ! -d $failover ] || echo 0 >$failover/drain
}
leave() {
  state=$(cat $failover/state 2>/dev/null || echo none)
  # A backup must not become master any more.
  [ ! -d $failover ] || [ "$state" = MASTER ] || echo 1 >$failover/drain
  # From now on every response ends its connection, and an idle connection ends by itself.
  haproxy 'disable server rotation/enabled'
  without_connections_within $IDLE_MS || :
  if [ "$state" != MASTER ]; then
    new_connections 'reject with tcp reset'
    without_connections_within $HOLD_MS || :
    return
  fi
  echo 'handing the address over'
  hold_visitors
  echo 1 >$failover/drain
  claim-reserved-ip released || { echo 'no other load balancer took the address: staying' >&2; enter; exit 1; }
  echo 'another load balancer has the address'
}
"$1"
