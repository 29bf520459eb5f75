import type { PlanRule } from '../plan-rule';

export const recordDestroyed: PlanRule = {
  name: 'record-destroyed',
  types: ['cloudflare_dns_record', 'digitalocean_record'],
  actions: ['destroy', 'destroy then create'],
  impact: 'disruptive',
  reason:
    'there is no such record for a while, or for good; resolvers that ask now remember that for up to half an hour',
};
