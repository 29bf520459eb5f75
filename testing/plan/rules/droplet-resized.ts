import type { PlanRule } from '../plan-rule';

export const dropletResized: PlanRule = {
  name: 'droplet-resized',
  types: ['digitalocean_droplet'],
  actions: ['update in place'],
  anyOf: ['size'],
  impact: 'disruptive',
  reason: 'it is powered off, resized and powered on again: half a minute and the boot',
};
