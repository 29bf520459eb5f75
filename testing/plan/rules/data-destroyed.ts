import type { PlanRule } from '../plan-rule';
import { HOLDS_DATA } from './resource-kinds';

/** What holds data takes it along. A new one in its place is empty, whichever comes first. */
export const dataDestroyed: PlanRule = {
  name: 'data-destroyed',
  types: HOLDS_DATA,
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'data loss',
  reason: 'it goes with all data in it',
};
