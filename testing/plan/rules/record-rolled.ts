import type { PlanRule } from '../plan-rule';

export const recordRolled: PlanRule = {
  name: 'record-rolled',
  types: ['cloudflare_dns_record', 'digitalocean_record'],
  actions: ['create then destroy'],
  impact: 'rolling',
  reason: 'the new record is there before the old one goes',
};
