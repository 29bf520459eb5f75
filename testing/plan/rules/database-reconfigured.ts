import type { PlanRule } from '../plan-rule';

export const databaseReconfigured: PlanRule = {
  name: 'database-reconfigured',
  types: ['digitalocean_database_mysql_config'],
  actions: ['update in place', 'destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'some of these settings take effect by a restart, others refuse what was accepted',
};
