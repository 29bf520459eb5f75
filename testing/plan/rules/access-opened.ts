import { opensToEverybody } from '../access';
import type { PlanRule } from '../plan-rule';

export const accessOpened: PlanRule = {
  name: 'access-opened',
  types: ['digitalocean_firewall'],
  actions: ['create'],
  when: opensToEverybody,
  impact: 'less secure',
  reason: "everybody may connect to a port that is not a web site's",
};
