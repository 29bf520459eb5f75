import type { PlanRule } from '../plan-rule';

export const leftBehind: PlanRule = {
  name: 'left-behind',
  actions: ['create then forget'],
  impact: 'disruptive',
  reason: 'a new one takes its place without what the old one has; the old one stays, outside of Terraform',
};
