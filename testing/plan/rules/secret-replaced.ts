import type { PlanRule } from '../plan-rule';

/** Of those who use the secret, a plan shows only the resources that Terraform may change: a database has it in its data. */
export const secretReplaced: PlanRule = {
  name: 'secret-replaced',
  types: ['random_password', 'random_string', 'random_id', 'random_uuid', 'tls_private_key', 'tls_self_signed_cert'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'what was made with the old secret is refused until everybody has the new one',
};
