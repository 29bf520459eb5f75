import type { PlanRule } from '../plan-rule';

export const bucketUpdated: PlanRule = {
  name: 'bucket-updated',
  types: ['digitalocean_spaces_bucket'],
  actions: ['update in place'],
  onlyOf: ['acl', 'cors_rule', 'force_destroy'],
  impact: 'safe',
  reason: 'its objects stay',
};
