import type { PlanRule } from '../plan-rule';

export const bucketExpires: PlanRule = {
  name: 'bucket-expires',
  types: ['digitalocean_spaces_bucket'],
  actions: ['update in place'],
  anyOf: ['lifecycle_rule'],
  impact: 'data loss',
  reason: 'objects that the new lifecycle rules match are deleted',
};
