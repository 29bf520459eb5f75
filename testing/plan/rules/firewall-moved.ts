import type { PlanRule } from '../plan-rule';

export const firewallMoved: PlanRule = {
  name: 'firewall-moved',
  types: ['digitalocean_firewall'],
  actions: ['update in place'],
  anyOf: ['tags', 'droplet_ids'],
  impact: 'disruptive',
  reason: 'droplets come under it or leave it: some may stand open, or be cut off',
};
