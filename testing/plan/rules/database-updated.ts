import type { PlanRule } from '../plan-rule';

export const databaseUpdated: PlanRule = {
  name: 'database-updated',
  types: ['digitalocean_database_cluster'],
  actions: ['update in place'],
  onlyOf: ['tags', 'maintenance_window', 'project_id'],
  impact: 'safe',
  reason: 'the cluster goes on as it is',
};
