#!/bin/sh
# rotation enter | leave, by in-rotation.service: `systemctl stop in-rotation` takes this load balancer out of use without
# losing a request, `systemctl start in-rotation` puts it back. A shutdown stops it before haproxy and keepalived.
set -eu
failover=/run/lb-failover
# Connections in use end with their next response meanwhile.
DRAIN_SECONDS=1
# Whoever begins a TLS handshake, or has had an answer, may take so long for the next step.
SILENT_MS=300
# Visitors who are held up that long, and for the move itself, are let in by their retries after 1 s or 3 s.
HOLD_MS=1000
# Between two tries: lets those in who were held up.
PAUSE_SECONDS=1.5
# Until a moment without requests is found; what is still in work then is lost.
PATIENCE_MS=20000
PORTS='( sport = :80 or sport = :443 )'

haproxy() { echo "$1" | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock; }
now_ms() { date +%s%3N; }
requests() { haproxy 'show stat' | awk -F, '$2 == "BACKEND" { sum += $3 + $5 } END { print sum + 0 }'; }
# Connections that a request may be coming on: handshakes, bytes that one side has not taken yet, and whoever has said something just
# now. A client that has let two retries pass has gone.
busy() {
  ss -HtnoiO state connected exclude fin-wait-2 exclude time-wait "$PORTS" | awk -v silent=$SILENT_MS '
    /^(FIN-WAIT-1|LAST-ACK|CLOSING) .*timer:\(on,[^,]*,([2-9]|[0-9][0-9]+)\)/ { next }
    { quiet = match($0, / lastrcv:[0-9]+/) ? substr($0, RSTART + 9, RLENGTH - 9) + 0 : 0 }
    /^SYN/ || $2 + $3 > 0 || quiet < silent { n++ }
    END { print n + 0 }'
}
quiet_within() { # milliseconds
  end=$(($(now_ms) + $1))
  until [ "$(requests)" = 0 ] && [ "$(busy)" = 0 ]; do
    [ "$(now_ms)" -lt "$end" ] || return 1
    sleep 0.03
  done
}
# Idle ones, which proxies keep for a quarter of an hour: their owners learn it now, and not with their next request.
end_connections() { ss -K state established "$PORTS" >/dev/null 2>&1 || :; }
# WebSockets: streams that HAProxy only passes on. They would outlast every wait; their clients connect again, to another load balancer.
end_tunnels() {
  haproxy 'show sess' | awk '/ fe=https / && / rq\[[^]]*an=00h/ && / rp\[[^]]*an=00h/ { sub(/:$/, "", $1); print $1 }' |
    while read -r stream; do haproxy "shutdown session $stream" >/dev/null; done
}
new_connections() { # `drop`: tried again by the client's kernel after 1 s; `reject with tcp reset`: tried elsewhere
  nft "table inet rotation { chain input { type filter hook input priority filter; tcp dport { 80, 443 } tcp flags & (syn | ack) == syn $1; }; }"
}
let_in() { nft delete table inet rotation 2>/dev/null || :; }
hold_visitors() { # ends in a moment without a request, in which the address can move
  patience=$(($(now_ms) + PATIENCE_MS))
  until new_connections drop && quiet_within $HOLD_MS; do
    [ "$(now_ms)" -lt "$patience" ] || { echo 'moving with requests in work' >&2; return; }
    let_in
    sleep $PAUSE_SECONDS
  done
}
enter() {
  let_in
  haproxy 'enable server rotation/enabled' || :
  [ ! -d $failover ] || echo 0 >$failover/drain
}
leave() {
  state=$(cat $failover/state 2>/dev/null || echo none)
  # A backup must not become master any more.
  [ ! -d $failover ] || [ "$state" = MASTER ] || echo 1 >$failover/drain
  # From now on every response ends its connection.
  haproxy 'disable server rotation/enabled' || :
  sleep $DRAIN_SECONDS
  end_tunnels
  if [ "$state" != MASTER ]; then
    new_connections 'reject with tcp reset'
    quiet_within $PATIENCE_MS || :
    end_connections
    return
  fi
  echo 'handing the address over'
  hold_visitors
  end_connections
  echo 1 >$failover/drain
  claim-reserved-ip released || { echo 'no other load balancer took the address: staying' >&2; enter; exit 1; }
  echo 'another load balancer has the address'
}
"$1"
