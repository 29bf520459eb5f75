import type { PlanRule } from '../plan-rule';

export const unknownUpdated: PlanRule = {
  name: 'unknown-updated',
  actions: ['update in place'],
  impact: 'disruptive',
  reason: 'no rule knows what this does in place: look it up, or give a rule of your own',
};
