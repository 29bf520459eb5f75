import type { PlanRule } from '../plan-rule';

export const firewallDestroyed: PlanRule = {
  name: 'firewall-destroyed',
  types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'until another one is there, nothing is closed that it closed',
};
