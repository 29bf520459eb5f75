import type { PlanRule } from '../plan-rule';

export const labelsUpdated: PlanRule = {
  name: 'labels-updated',
  types: ['digitalocean_vpc', 'digitalocean_ssh_key', 'digitalocean_project', 'digitalocean_project_resources'],
  actions: ['update in place'],
  onlyOf: ['name', 'description', 'purpose', 'environment', 'resources'],
  impact: 'safe',
  reason: 'only what people call it changes',
};
