import type { Impact } from './impact';
import type { Action, PlannedChange } from './planned-change';

/** Every way in which the object that is there goes, with or without a successor. */
export const GONE = ['destroy', 'destroy then create', 'create then destroy'] as const satisfies readonly Action[];

/** A statement about planned changes: the first rule of the table that applies to a change says what it does. */
export interface PlanRule {
  /** As its file is called; reports name it. */
  readonly name: string;
  /** Resource types that it is about. @default every type */
  readonly types?: readonly string[];
  /** Actions of Terraform that it is about. */
  readonly actions: readonly Action[];
  /** Applies only when at least one of these attributes changes. @default whichever */
  readonly anyOf?: readonly string[];
  /** Applies only when no other attributes than these change. @default whichever */
  readonly onlyOf?: readonly string[];
  /** What must hold besides. @default nothing */
  readonly when?: (change: PlannedChange) => boolean;
  /** What such a change does to visitors and to data. */
  readonly impact: Impact;
  /** What a person on call must know, in one sentence without a full stop. */
  readonly reason: string;
}

export function appliesTo(rule: PlanRule, change: PlannedChange): boolean {
  const { types, actions, anyOf, onlyOf, when } = rule;
  return (
    (!types || types.includes(change.type)) &&
    actions.includes(change.action) &&
    (!anyOf || change.attributes.some((name) => anyOf.includes(name))) &&
    (!onlyOf || change.attributes.every((name) => onlyOf.includes(name))) &&
    (!when || when(change))
  );
}
