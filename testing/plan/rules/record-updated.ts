import type { PlanRule } from '../plan-rule';

export const recordUpdated: PlanRule = {
  name: 'record-updated',
  types: ['cloudflare_dns_record', 'digitalocean_record'],
  actions: ['update in place'],
  onlyOf: [
    'content',
    'value',
    'ttl',
    'priority',
    'comment',
    'tags',
    'comment_modified_on',
    'tags_modified_on',
    'modified_on',
  ],
  impact: 'rolling',
  reason: 'callers follow when they ask for the name again: what the old value names must answer until then',
};
