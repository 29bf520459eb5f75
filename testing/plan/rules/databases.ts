import { GONE, type PlanRule } from '../plan-rule';

/** Managed databases. */
export const DATABASE_RULES: readonly PlanRule[] = [
  {
    name: 'database-reworked',
    types: ['digitalocean_database_cluster', 'digitalocean_database_replica'],
    actions: ['update in place'],
    anyOf: ['size', 'node_count', 'region', 'version', 'storage_size_mib', 'private_network_uuid'],
    impact: 'disruptive',
    reason: 'the cluster works on itself and fails over meanwhile: connections break, and writes wait',
  },
  {
    name: 'database-reconfigured',
    types: ['digitalocean_database_mysql_config'],
    actions: ['update in place', ...GONE],
    impact: 'disruptive',
    reason: 'some of these settings take effect by a restart, others refuse what was accepted',
  },
  {
    name: 'database-sql-mode-changed',
    types: ['digitalocean_database_cluster'],
    actions: ['update in place'],
    anyOf: ['sql_mode'],
    impact: 'disruptive',
    reason: 'statements that were accepted may be refused from now on',
  },
  {
    name: 'database-login-changed',
    types: ['digitalocean_database_user'],
    actions: ['update in place'],
    impact: 'disruptive',
    reason: 'clients that log in the old way are refused',
  },
  {
    name: 'database-updated',
    types: ['digitalocean_database_cluster'],
    actions: ['update in place'],
    onlyOf: ['tags', 'maintenance_window', 'project_id'],
    impact: 'safe',
    reason: 'the cluster goes on as it is',
  },
];
