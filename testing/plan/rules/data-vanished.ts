import type { PlanRule } from '../plan-rule';
import { HOLDS_DATA } from './resource-kinds';

/** The apply itself loses nothing any more; yet somebody must know before an empty disk is put in place of a full one. */
export const dataVanished: PlanRule = {
  name: 'data-vanished',
  types: HOLDS_DATA,
  actions: ['create'],
  when: ({ vanished }) => vanished,
  impact: 'data loss',
  reason: 'it was deleted outside of Terraform: what takes its place is empty, so look for a backup first',
};
