import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange } from './terraform-plan';

/** What Terraform does to one object, in words. */
export type Action =
  | 'none'
  | 'read'
  | 'create'
  | 'update in place'
  | 'create then destroy'
  | 'destroy then create'
  | 'destroy'
  | 'forget'
  | 'create then forget'
  | 'unfamiliar';

const BY_PLAN: Readonly<Record<string, Action>> = {
  'no-op': 'none',
  read: 'read',
  create: 'create',
  update: 'update in place',
  'create,delete': 'create then destroy',
  'delete,create': 'destroy then create',
  delete: 'destroy',
  forget: 'forget',
  'create,forget': 'create then forget',
  'forget,create': 'create then forget',
};

/** One change of a plan, as rules see it: names of attributes, and values only for a rule's own eyes. */
export interface PlannedChange {
  /** Terraform's address of the resource. */
  readonly address: string;
  /** Type of the resource, such as `digitalocean_droplet`. */
  readonly type: string;
  /** What Terraform does to it. */
  readonly action: Action;
  /** Left over from a replacement that did not come to its end. */
  readonly deposed: boolean;
  /** Top-level attributes that an update changes, or that force a replacement. */
  readonly attributes: readonly string[];
  /** The plan found that it had been deleted outside of Terraform. */
  readonly vanished: boolean;
  /** Attributes as they are in the state; empty when nothing is there. Secrets among them. */
  readonly before: Readonly<Record<string, unknown>>;
  /** Attributes as they will be, as far as the plan knows them; empty when nothing is left. Secrets among them. */
  readonly after: Readonly<Record<string, unknown>>;
  /** The shape of `after`, with true where a value is known after the apply only. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** Why, when it is not for an attribute: Terraform's own reason, or a move or an import. @default - it is for `attributes` */
  readonly cause?: string;
}

const CAUSES: Readonly<Record<string, string>> = {
  replace_because_tainted: 'its creation or a provisioner had failed',
  replace_by_request: 'asked for with -replace',
  replace_by_triggers: 'replace_triggered_by',
  delete_because_no_resource_config: 'no longer configured',
  delete_because_no_module: 'its module is no longer configured',
  delete_because_wrong_repetition: 'count or for_each was added or removed',
  delete_because_count_index: 'beyond count',
  delete_because_each_key: 'no longer in for_each',
  delete_because_no_move_target: 'moved to where nothing is configured',
};

/** Reads one entry of `resource_changes`. */
export function plannedChange(resource: ResourceChange, vanished: boolean): PlannedChange {
  const { change } = resource;
  const before = attributesOf(change.before);
  const after = attributesOf(change.after);
  const unknown = attributesOf(change.after_unknown);
  const forcing = [...new Set((change.replace_paths ?? []).map(([attribute]) => String(attribute)))];
  const action = BY_PLAN[change.actions.join()] ?? 'unfamiliar';
  return {
    address: resource.address,
    type: resource.type,
    action,
    deposed: resource.deposed !== undefined,
    attributes: action === 'update in place' ? changed(before, after, unknown) : forcing,
    vanished,
    before,
    after,
    unknown,
    cause: causeOf(resource),
  };
}

function causeOf({ action_reason, previous_address, address, change, deposed }: ResourceChange): string | undefined {
  if (deposed !== undefined) return 'left over from a replacement that was interrupted';
  if (previous_address !== undefined && previous_address !== address) return `moved from ${previous_address}`;
  if (change.importing) return 'imported';
  return CAUSES[action_reason ?? ''];
}

function changed(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  unknown: Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)])]
    .filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null) || hasTrue(unknown[name]))
    .sort();
}

function hasTrue(value: unknown): boolean {
  return value === true || (typeof value === 'object' && value !== null && Object.values(value).some(hasTrue));
}

function attributesOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
