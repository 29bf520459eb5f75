import type { PlanRule } from '../plan-rule';

export const databaseSqlModeChanged: PlanRule = {
  name: 'database-sql-mode-changed',
  types: ['digitalocean_database_cluster'],
  actions: ['update in place'],
  anyOf: ['sql_mode'],
  impact: 'disruptive',
  reason: 'statements that were accepted may be refused from now on',
};
