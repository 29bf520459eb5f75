import type { ResourceChange } from '../../../../testing/plan/terraform-plan';

/** Terraform's words for what it does, by ours. */
const ACTIONS = {
  none: ['no-op'],
  read: ['read'],
  create: ['create'],
  update: ['update'],
  roll: ['create', 'delete'],
  replace: ['delete', 'create'],
  destroy: ['delete'],
  forget: ['forget'],
} as const;

export interface ChangeOptions extends Partial<Omit<ResourceChange, 'change'>> {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly unknown?: Readonly<Record<string, unknown>>;
  readonly forcedBy?: readonly string[];
  readonly importing?: object;
}

/** One entry of `resource_changes`. */
export function change(
  type: string,
  action: keyof typeof ACTIONS | readonly string[],
  { before = {}, after = {}, unknown = {}, forcedBy, importing, ...rest }: ChangeOptions = {},
): ResourceChange {
  return {
    address: `${type}.it`,
    mode: 'managed',
    type,
    ...rest,
    change: {
      actions: typeof action === 'string' ? ACTIONS[action] : action,
      before,
      after,
      after_unknown: unknown,
      ...(forcedBy && { replace_paths: forcedBy.map((attribute) => [attribute]) }),
      ...(importing && { importing }),
    },
  };
}

/** An update of attributes. */
export function update(type: string, ...attributes: string[]): ResourceChange {
  const value = (v: string) => Object.fromEntries(attributes.map((name) => [name, v]));
  return change(type, 'update', { before: value('old'), after: value('new') });
}

/** A plan with these changes. */
export function planOf(...resource_changes: ResourceChange[]) {
  return { format_version: '1.2', terraform_version: '1.11.4', planned_values: {}, resource_changes };
}
