import type { PlanRule } from '../plan-rule';
import { CERTIFICATES } from './resource-kinds';

export const certificateRevoked: PlanRule = {
  name: 'certificate-revoked',
  types: CERTIFICATES,
  actions: ['destroy', 'destroy then create'],
  impact: 'disruptive',
  reason: 'the old certificate is revoked before another one is in use',
};
