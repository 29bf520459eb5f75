#!/bin/sh
# Loads this node's own packet filter: the rules of its cloud firewall once more (docs/security.md), from the last deploy, or as the node was made.
# Lines: in|out tcp|udp PORT[-PORT] RANGE. Only beginnings are judged: no connection is tracked, and none breaks when the rules change.
set -eu
directory=${1:-/etc/host-firewall}
file=$directory/rules
[ -e "$file" ] || file=$directory/rules.at-birth
# DIRECTION, and the side that has the range
rules() {
  sed -nE -e "s,^$1 (tcp|udp) (\S+) (\S*:\S*)$,    ip6 $2 \3 \1 dport \2 accept,p;t" -e "s,^$1 (tcp|udp) (\S+) (\S+)$,    ip $2 \3 \1 dport \2 accept,p" "$file"
}
# What is led to another port on this node (app-update) has the port that was asked for as its mark: it is judged by that.
marked() {
  sed -nE -e "s,^in tcp (\S+) (\S*:\S*)$,    ip6 saddr \2 meta l4proto tcp meta mark \1 accept,p;t" -e "s,^in tcp (\S+) (\S+)$,    ip saddr \2 meta l4proto tcp meta mark \1 accept,p" "$file"
}
# UDP has no beginnings: answers come to ports from which Linux takes those of its own (ip_local_port_range). VRRP has a filter of its own.
nft -f - <<END
table inet host_firewall
delete table inet host_firewall
table inet host_firewall {
  chain input {
    type filter hook input priority filter; policy drop;
    iif lo accept
    tcp flags & (syn | ack) != syn accept
    udp dport { 68, 546, 32768-65535 } accept
    icmp type echo-request drop
    icmpv6 type echo-request drop
    meta l4proto { icmp, ipv6-icmp, 112 } accept
$(rules in saddr)
$(marked)
  }
  chain output {
    type filter hook output priority filter;
    oif lo accept
    tcp flags & (syn | ack) != syn accept
    meta l4proto { icmp, ipv6-icmp, 112 } accept
    ip daddr 169.254.0.0/16 accept
    udp dport { 67, 547 } accept
$(rules out daddr)
    reject
  }
}
END
