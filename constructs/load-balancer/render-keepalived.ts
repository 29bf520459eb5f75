/** Stands in the template for what each node finds out for itself (node/follow-peers.py). */
export const KEEPALIVED_FIELDS = ['@ROUTER_ID@', '@PRIORITY@', '@OWN_ADDRESS@', '@PEERS@'] as const;

/**
 * Template of keepalived.conf, the same on all nodes. Measured with adverts of 0.2 s: a dead load balancer is noticed in
 * 0.6 to 0.8 s, and no false failover under full CPU load with real-time priority.
 */
export function renderKeepalivedTemplate(): string {
  return `global_defs {
  router_id @ROUTER_ID@
  vrrp_version 3
  script_user root
  enable_script_security
  max_auto_priority 50
}
# Written by haproxy-alive: HAProxy does not answer.
track_file silent {
  file "/run/lb-failover/silent"
  weight 0
  init_file 0
}
# A planned move: write 1 into the file.
track_file drain {
  file "/run/lb-failover/drain"
  weight 0
  init_file 0 overwrite
}
# Written by claim-reserved-ip: another load balancer has the address and works.
track_file aside {
  file "/run/lb-failover/aside"
  weight 0
  init_file 0 overwrite
}
# Written by follow-peers: this node has a successor.
track_file superseded {
  file "/run/lb-failover/superseded"
  weight 0
  init_file 0 overwrite
}
# Written by compare-reach: another load balancer reaches more of the backend.
track_file blind {
  file "/run/lb-failover/blind"
  weight 0
  init_file 0 overwrite
}
vrrp_instance reserved_ip {
  # Backup on all nodes, and no way back after a failover: a node that crashes again and again moves the address once.
  state BACKUP
  nopreempt
  interface eth1
  virtual_router_id 51
  priority @PRIORITY@
  advert_int 0.2
  unicast_src_ip @OWN_ADDRESS@
  # follow-peers has the packet filter drop others' adverts, too: any root in the VPC could send them.
  check_unicast_src
  unicast_peer {
@PEERS@
  }
  # VRRP 3 asks for an address of its own; this one is never used.
  virtual_ipaddress {
    169.254.51.1/32 dev lo
  }
  track_file {
    silent
    drain
    aside
    superseded
    blind
  }
  notify "/usr/local/sbin/vrrp-state"
  # Heals a split: the other node may have taken the address while the two did not hear each other.
  notify_master_rx_lower_pri "/usr/local/sbin/vrrp-state INSTANCE reserved_ip CONTESTED"
}
`;
}
