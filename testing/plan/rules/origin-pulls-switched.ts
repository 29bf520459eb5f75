import type { PlanRule } from '../plan-rule';

export const originPullsSwitched: PlanRule = {
  name: 'origin-pulls-switched',
  types: ['cloudflare_authenticated_origin_pulls_settings', 'cloudflare_authenticated_origin_pulls'],
  actions: ['update in place', 'destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'load balancers that ask for the client certificate refuse Cloudflare while it shows none',
};
