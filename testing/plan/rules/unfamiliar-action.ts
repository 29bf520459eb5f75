import type { PlanRule } from '../plan-rule';

export const unfamiliarAction: PlanRule = {
  name: 'unfamiliar-action',
  actions: ['unfamiliar'],
  impact: 'data loss',
  reason: 'this Terraform does something that no rule knows: look it up, or use a newer cdktf-web-infrastructure',
};
