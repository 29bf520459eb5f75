import type { PlanRule } from '../plan-rule';

export const firewallUpdated: PlanRule = {
  name: 'firewall-updated',
  types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
  actions: ['update in place'],
  impact: 'safe',
  reason: 'the new rules hold at once, and droplets go on',
};
