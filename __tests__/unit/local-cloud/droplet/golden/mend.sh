ip netns exec lc sh -euc '
for link in p3 v3; do
  ip link set $link up
  sysctl -qw net.ipv4.conf.$link.proxy_arp=1 net.ipv4.neigh.$link.proxy_delay=0 net.ipv4.conf.$link.rp_filter=0
done
ip route replace 203.0.113.3 dev p3 src 203.0.113.1
ip route replace 10.17.0.3 dev p3 src 10.17.0.1
ip route replace 169.254.1.3 dev p3 src 169.254.169.254
ip route replace 10.20.0.3 dev v3 src 10.20.0.1'
