import { widensAccess } from '../access';
import type { PlanRule } from '../plan-rule';

export const accessWidened: PlanRule = {
  name: 'access-widened',
  types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
  actions: ['update in place'],
  when: widensAccess,
  impact: 'less secure',
  reason: 'addresses may connect that could not before: look at each of them',
};
