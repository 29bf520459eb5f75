import type { PlanRule } from '../plan-rule';

export const poolDestroyed: PlanRule = {
  name: 'pool-destroyed',
  types: ['cloudflare_load_balancer', 'cloudflare_load_balancer_pool'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'it sends nobody anywhere any more: names that it answered for lead nowhere, or the old way',
};
