import type { PlanRule } from '../plan-rule';

export const unchanged: PlanRule = {
  name: 'unchanged',
  actions: ['none', 'read'],
  impact: 'no change',
  reason: 'nothing happens to it in the cloud',
};
