import type { PlanRule } from '../plan-rule';

export const poolUpdated: PlanRule = {
  name: 'pool-updated',
  types: ['cloudflare_load_balancer', 'cloudflare_load_balancer_pool'],
  actions: ['update in place'],
  impact: 'rolling',
  reason: 'new visitors go by it at once, visitors under way are not moved',
};
