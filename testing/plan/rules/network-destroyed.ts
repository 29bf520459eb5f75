import type { PlanRule } from '../plan-rule';

export const networkDestroyed: PlanRule = {
  name: 'network-destroyed',
  types: ['digitalocean_vpc'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'everything in it must leave it, and gets other addresses',
};
