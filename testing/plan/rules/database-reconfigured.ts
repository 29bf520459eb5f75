import type { PlanRule } from '../plan-rule';

export const databaseReconfigured: PlanRule = {
  name: 'database-reconfigured',
  types: ['digitalocean_database_mysql_config'],
  actions: ['update in place'],
  impact: 'disruptive',
  reason: 'some of these settings take effect by a restart, others refuse what was accepted',
};
