import type { PlanRule } from '../plan-rule';

export const databaseLoginChanged: PlanRule = {
  name: 'database-login-changed',
  types: ['digitalocean_database_user'],
  actions: ['update in place'],
  impact: 'disruptive',
  reason: 'clients that log in the old way are refused',
};
