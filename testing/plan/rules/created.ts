import type { PlanRule } from '../plan-rule';

export const created: PlanRule = {
  name: 'created',
  actions: ['create'],
  impact: 'safe',
  reason: 'it is new: nothing that runs is touched',
};
