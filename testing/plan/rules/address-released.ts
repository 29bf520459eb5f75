import type { PlanRule } from '../plan-rule';

export const addressReleased: PlanRule = {
  name: 'address-released',
  types: ['digitalocean_reserved_ip', 'digitalocean_reserved_ipv6'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'the address goes back to DigitalOcean and cannot be had again; names that point to it lead nowhere',
};
