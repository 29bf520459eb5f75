import type { PlanRule } from '../plan-rule';

export const dropletDestroyed: PlanRule = {
  name: 'droplet-destroyed',
  types: ['digitalocean_droplet'],
  actions: ['destroy'],
  impact: 'disruptive',
  reason: 'it goes for good, with everything on its own disk; attached volumes stay',
};
