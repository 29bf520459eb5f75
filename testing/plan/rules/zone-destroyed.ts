import type { PlanRule } from '../plan-rule';

export const zoneDestroyed: PlanRule = {
  name: 'zone-destroyed',
  types: ['cloudflare_zone', 'digitalocean_domain'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'data loss',
  reason: 'all its records go with it, also those that others made',
};
