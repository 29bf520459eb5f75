import type { PlanRule } from '../plan-rule';
import { CERTIFICATES } from './resource-kinds';

export const certificateRolled: PlanRule = {
  name: 'certificate-rolled',
  types: CERTIFICATES,
  actions: ['create then destroy'],
  impact: 'rolling',
  reason: 'the new certificate is there before the old one is revoked',
};
