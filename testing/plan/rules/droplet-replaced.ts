import type { PlanRule } from '../plan-rule';

export const dropletReplaced: PlanRule = {
  name: 'droplet-replaced',
  types: ['digitalocean_droplet'],
  actions: ['destroy then create'],
  impact: 'disruptive',
  reason: 'it is gone before its successor is there, with everything on its own disk; attached volumes stay',
};
