import type { PlanRule } from '../plan-rule';

export const unknownDestroyed: PlanRule = {
  name: 'unknown-destroyed',
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'data loss',
  reason: 'no rule knows what it holds: look it up, or give a rule of your own',
};
