import type { PlanRule } from '../plan-rule';

export const addressUnassigned: PlanRule = {
  name: 'address-unassigned',
  types: ['digitalocean_reserved_ip_assignment', 'digitalocean_reserved_ipv6_assignment'],
  actions: ['destroy', 'destroy then create'],
  impact: 'disruptive',
  reason: 'nobody has the address for a while, or for good',
};
