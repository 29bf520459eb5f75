import type { PlanRule } from '../plan-rule';

export const addressMoved: PlanRule = {
  name: 'address-moved',
  types: ['digitalocean_reserved_ip_assignment', 'digitalocean_reserved_ipv6_assignment'],
  actions: ['create then destroy'],
  impact: 'rolling',
  reason: 'the address goes from one droplet to the other in one step; connections that are open break',
};
