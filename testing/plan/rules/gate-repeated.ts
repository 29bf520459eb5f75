import type { PlanRule } from '../plan-rule';

export const gateRepeated: PlanRule = {
  name: 'gate-repeated',
  types: ['terraform_data', 'null_resource'],
  actions: ['update in place', 'destroy', 'destroy then create', 'create then destroy'],
  impact: 'safe',
  reason: 'it serves nobody: only its provisioners run again',
};
