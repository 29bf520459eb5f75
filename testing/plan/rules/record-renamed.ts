import type { PlanRule } from '../plan-rule';

export const recordRenamed: PlanRule = {
  name: 'record-renamed',
  types: ['cloudflare_dns_record', 'digitalocean_record'],
  actions: ['update in place'],
  impact: 'disruptive',
  reason: 'the old name is gone, or leads another way, at once',
};
