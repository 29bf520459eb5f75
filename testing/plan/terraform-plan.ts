/** What this package reads of `terraform show -json PLAN` (format 1.x, Terraform since 1.1 and OpenTofu). */
export interface TerraformPlan {
  /** Version of the format, such as `1.2`. */
  readonly format_version: string;
  /** Version of the Terraform, or OpenTofu, that made the plan. @default - the plan does not say */
  readonly terraform_version?: string;
  /** One entry for each resource, unchanged ones too. @default - none */
  readonly resource_changes?: readonly ResourceChange[];
  /** What was found changed in the cloud, compared with the state. @default - nothing */
  readonly resource_drift?: readonly ResourceChange[];
  /** Changes that Terraform cannot plan before others are applied. @default - none */
  readonly deferred_changes?: readonly {
    /** Terraform's word for why, such as `resource_config_unknown`. */
    readonly reason: string;
    /** What is known of the change. */
    readonly resource_change: ResourceChange;
  }[];
  /** False when more is to be done after this plan: it was made with -target, or something was deferred. @default true */
  readonly complete?: boolean;
  /** True when planning ended with an error, so that changes are missing. @default false */
  readonly errored?: boolean;
}

/** What Terraform is about to do to one resource. */
export interface ResourceChange {
  /** Terraform's address of the resource, such as `digitalocean_droplet.web["a"]`. */
  readonly address: string;
  /** Where the resource was in the state. @default - it has not moved */
  readonly previous_address?: string;
  /** `managed` for resources, `data` for data sources. */
  readonly mode: 'managed' | 'data';
  /** Type of the resource, such as `digitalocean_droplet`. */
  readonly type: string;
  /** Key of an object that an interrupted replacement left behind. @default - the resource's current object */
  readonly deposed?: string;
  /** Why, where it is not for the configuration's attributes: `replace_because_tainted`. @default - Terraform gives no reason */
  readonly action_reason?: string;
  /** The change itself. */
  readonly change: {
    /** Such as `['update']`, or `['create', 'delete']` in the order in which they happen. */
    readonly actions: readonly string[];
    /** Attributes in the state. @default - null: there is no object yet */
    readonly before?: unknown;
    /** Attributes after the apply, as far as they are known. @default - null: there is no object then */
    readonly after?: unknown;
    /** The same shape as `after`, with true where a value is known after the apply only. @default - all are known */
    readonly after_unknown?: unknown;
    /** Which attributes force the replacement. @default - none */
    readonly replace_paths?: readonly (readonly (string | number)[])[];
    /** What is imported into the state. @default - nothing */
    readonly importing?: unknown;
  };
}

/** What was given is no plan that can be judged. */
export class UnreadablePlan extends Error {
  /** As messages and stack traces show it. */
  public override readonly name = 'UnreadablePlan';
}

const HOW = 'make one with `terraform plan -out=FILE`, then `terraform show -json FILE`';

/**
 * Parses the text that `terraform show -json PLAN` prints.
 * @throws UnreadablePlan for everything else, with what it is and what to do.
 */
export function parsePlan(text: string): TerraformPlan {
  if (text.trim() === '') throw new UnreadablePlan(`The plan is empty (${HOW}).`);
  if (text.startsWith('PK'))
    throw new UnreadablePlan(
      'This is a saved plan as Terraform keeps it (give what `terraform show -json FILE` prints).',
    );
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    // Not the parser's own words: they quote the text, and a plan has secrets in it.
    const stream = text.startsWith('{"@level"');
    throw new UnreadablePlan(
      stream
        ? `This is the log that \`terraform plan -json\` prints, not a plan (${HOW}).`
        : `The plan is not JSON (${HOW}).`,
    );
  }
  checkPlan(plan);
  return plan;
}

/** Refuses what cannot be judged: other formats, states, plans that ended with an error. */
export function checkPlan(plan: unknown): asserts plan is TerraformPlan {
  const {
    format_version: version,
    values,
    resource_changes,
    planned_values,
    errored,
  } = (typeof plan === 'object' && plan !== null ? plan : {}) as Partial<TerraformPlan> & Record<string, unknown>;
  if (typeof version !== 'string')
    throw new UnreadablePlan(`The JSON has no 'format_version', so it is no plan (${HOW}).`);
  if (values !== undefined && planned_values === undefined)
    throw new UnreadablePlan(`This is a state, not a plan (${HOW}).`);
  if (!/^1\.\d+$/.test(version)) {
    throw new UnreadablePlan(
      `The plan's format must be 1.x, got '${version}' (use Terraform 1.1 or later, or OpenTofu; a newer format needs a newer cdktf-web-infrastructure).`,
    );
  }
  if (planned_values === undefined && resource_changes === undefined)
    throw new UnreadablePlan(`The JSON has no planned changes, so it is no plan (${HOW}).`);
  if (errored)
    throw new UnreadablePlan(
      'The plan ended with an error, so that changes are missing in it (fix what `terraform plan` reports, and plan again).',
    );
  const { resource_drift, deferred_changes, complete } = plan as Record<string, unknown>;
  checkChanges('resource_changes', resource_changes);
  checkChanges('resource_drift', resource_drift);
  checkChanges('deferred_changes', deferred_changes, (one) => (one as { resource_change?: unknown }).resource_change);
  if (complete !== undefined && typeof complete !== 'boolean')
    throw new UnreadablePlan(`The plan's 'complete' must be true or false (${HOW}).`);
}

/** A list of changes of which each has what the rules read. The error has no values: a plan has secrets in it. */
function checkChanges(name: string, list: unknown, changeOf = (one: unknown): unknown => one): void {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) throw new UnreadablePlan(`The plan's '${name}' must be a list (${HOW}).`);
  const malformed = list.findIndex(
    (one: unknown) => one === null || typeof one !== 'object' || !isChange(changeOf(one)),
  );
  if (malformed >= 0)
    throw new UnreadablePlan(
      `Entry ${malformed} of the plan's '${name}' is no change: it needs 'address', 'type', and 'change' with 'actions' (${HOW}).`,
    );
}

function isChange(value: unknown): value is ResourceChange {
  if (typeof value !== 'object' || value === null) return false;
  const { address, type, change, deposed } = value as Partial<ResourceChange>;
  const actions: unknown = change?.actions;
  const paths: unknown = change?.replace_paths ?? [];
  return (
    typeof address === 'string' &&
    typeof type === 'string' &&
    (deposed === undefined || typeof deposed === 'string') &&
    Array.isArray(actions) &&
    actions.every((action) => typeof action === 'string') &&
    Array.isArray(paths) &&
    paths.every((path) => Array.isArray(path))
  );
}
