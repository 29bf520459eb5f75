import type { PlanRule } from '../plan-rule';
import { CERTIFICATES } from './resource-kinds';

export const certificateRekeyed: PlanRule = {
  name: 'certificate-rekeyed',
  types: CERTIFICATES,
  actions: ['update in place'],
  impact: 'disruptive',
  reason: 'those who use the certificate get another one under the same id, without a time when both hold',
};
