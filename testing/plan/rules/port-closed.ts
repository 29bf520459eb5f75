import { closesPublishedPort } from '../access';
import type { PlanRule } from '../plan-rule';

export const portClosed: PlanRule = {
  name: 'port-closed',
  types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
  actions: ['update in place'],
  when: closesPublishedPort,
  impact: 'disruptive',
  reason: 'a port that addresses could reach is closed to all of them',
};
