import type { PlanRule } from '../plan-rule';

export const derivedValueReplaced: PlanRule = {
  name: 'derived-value-replaced',
  types: ['tls_cert_request', 'tls_locally_signed_cert'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'safe',
  reason: 'only a value in the state; what uses it has a line of its own',
};
