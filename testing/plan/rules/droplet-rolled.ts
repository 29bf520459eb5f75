import type { PlanRule } from '../plan-rule';

export const dropletRolled: PlanRule = {
  name: 'droplet-rolled',
  types: ['digitalocean_droplet'],
  actions: ['create then destroy'],
  impact: 'rolling',
  reason: 'its successor is made first; the old one goes when that is ready',
};
