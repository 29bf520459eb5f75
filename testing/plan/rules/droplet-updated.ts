import type { PlanRule } from '../plan-rule';

export const dropletUpdated: PlanRule = {
  name: 'droplet-updated',
  types: ['digitalocean_droplet'],
  actions: ['update in place'],
  onlyOf: ['name', 'tags', 'backups', 'backup_policy', 'graceful_shutdown', 'resize_disk', 'ipv6'],
  impact: 'safe',
  reason: 'it goes on as it is',
};
