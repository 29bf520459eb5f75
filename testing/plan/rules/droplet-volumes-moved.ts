import type { PlanRule } from '../plan-rule';

export const dropletVolumesMoved: PlanRule = {
  name: 'droplet-volumes-moved',
  types: ['digitalocean_droplet'],
  actions: ['update in place'],
  anyOf: ['volume_ids'],
  impact: 'disruptive',
  reason: 'volumes come and go while it runs: what uses one that goes stops',
};
