import type { PlanRule } from '../plan-rule';

export const volumeGrown: PlanRule = {
  name: 'volume-grown',
  types: ['digitalocean_volume'],
  actions: ['update in place'],
  onlyOf: ['size', 'tags'],
  impact: 'safe',
  reason: 'it grows while it is in use; the file system on it must be grown afterwards',
};
