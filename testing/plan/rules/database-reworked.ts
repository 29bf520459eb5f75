import type { PlanRule } from '../plan-rule';

export const databaseReworked: PlanRule = {
  name: 'database-reworked',
  types: ['digitalocean_database_cluster', 'digitalocean_database_replica'],
  actions: ['update in place'],
  anyOf: ['size', 'node_count', 'region', 'version', 'storage_size_mib', 'private_network_uuid'],
  impact: 'disruptive',
  reason: 'the cluster works on itself and fails over meanwhile: connections break, and writes wait',
};
