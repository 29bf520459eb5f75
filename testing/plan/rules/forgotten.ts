import type { PlanRule } from '../plan-rule';

export const forgotten: PlanRule = {
  name: 'forgotten',
  actions: ['forget'],
  impact: 'safe',
  reason: 'Terraform lets go of it; it stays in the cloud as it is, and is paid for',
};
