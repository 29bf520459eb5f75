import type { PreflightEntry } from '../../constructs/preflight';

export type Values = Readonly<Record<string, unknown>>;

/** A resource or data source of the synthesized configuration. */
export interface PlannedResource {
  /** As Terraform prints it, without an index. */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly values: Values;
  /** Instances that `count` asks for. @default 1 */
  readonly count: number;
}

interface ConfigurationFile {
  readonly '//'?: { readonly webInfrastructure?: { readonly preflight?: readonly PreflightEntry[] } };
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, Values>>;
    readonly required_providers?: Readonly<Record<string, { readonly source?: string; readonly version?: string }>>;
  };
  readonly provider?: Readonly<Record<string, readonly Values[] | Values>>;
  readonly variable?: Readonly<Record<string, Values>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

/** `${type.name.attribute}`, `${data.type.name.attribute}`, `${var.name}`. */
const REFERENCE = /^\$\{((?:data\.)?[\w-]+(?:\.[\w-]+){1,2})\}$/;

/** What a deploy would make, from the configuration that `cdktf synth` has written. Terraform's functions are not evaluated. */
export class PlannedStack {
  private readonly file: ConfigurationFile;

  public constructor(
    public readonly name: string,
    /** Terraform's working directory. */
    public readonly directory: string,
    /** cdk.tf.json. */
    configuration: object,
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {
    this.file = configuration;
  }

  public resources(...types: readonly string[]): readonly PlannedResource[] {
    return listOf(this.file.resource, '').filter(({ type }) => types.length === 0 || types.includes(type));
  }

  public dataSources(type: string): readonly PlannedResource[] {
    return listOf(this.file.data, 'data.').filter((one) => one.type === type);
  }

  /** The configuration of a provider without an alias; undefined when the stack has none. */
  public provider(name: string): Values | undefined {
    return this.providerBlocks(name).find(({ alias }) => alias === undefined);
  }

  /** Aliases of further configurations of a provider, which the checks do not follow. */
  public aliases(name: string): readonly string[] {
    return this.providerBlocks(name).flatMap(({ alias }) => (typeof alias === 'string' ? [alias] : []));
  }

  private providerBlocks(name: string): readonly Values[] {
    const found = this.file.provider?.[name] ?? [];
    return Array.isArray(found) ? (found as readonly Values[]) : [found as Values];
  }

  public get requiredProviders() {
    return Object.entries(this.file.terraform?.required_providers ?? {});
  }

  public get backend(): { readonly kind: string; readonly values: Values } {
    const [kind, values] = Object.entries(this.file.terraform?.backend ?? {})[0] ?? ['local', {}];
    return { kind, values };
  }

  public get variables(): readonly { readonly name: string; readonly values: Values }[] {
    return Object.entries(this.file.variable ?? {}).map(([name, values]) => ({ name, values }));
  }

  /** What constructs recorded beside their resources: names of variables, never values. */
  public preflight<K extends PreflightEntry['kind']>(kind: K): readonly Extract<PreflightEntry, { kind: K }>[] {
    const entries = this.file['//']?.webInfrastructure?.preflight ?? [];
    return entries.filter((entry): entry is Extract<PreflightEntry, { kind: K }> => entry.kind === kind);
  }

  /** The text of a value that is known before a deploy; undefined for everything else. */
  public text(value: unknown, depth = 0): string | undefined {
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'string' || depth > 8) return undefined;
    if (!value.includes('${')) return value;
    const reference = REFERENCE.exec(value)?.[1];
    if (reference === undefined) return undefined;
    const [first = '', name = '', attribute = ''] = reference.replace(/^data\./, '').split('.');
    if (first === 'var') return this.variable(name);
    const list = reference.startsWith('data.') ? this.dataSources(first) : this.resources(first);
    return this.text(list.find((one) => one.name === name)?.values[attribute], depth + 1);
  }

  /** Name of the variable that a value refers to. */
  public variableIn(value: unknown): string | undefined {
    return typeof value === 'string' ? /^\$\{var\.([\w-]+)\}$/.exec(value)?.[1] : undefined;
  }

  private variable(name: string): string | undefined {
    const given = this.env[`TF_VAR_${name}`];
    if (given) return given;
    const fallback = this.file.variable?.[name]?.default;
    return typeof fallback === 'string' && fallback !== '' ? fallback : undefined;
  }
}

function listOf(
  types: Readonly<Record<string, Readonly<Record<string, Values>>>> = {},
  prefix: string,
): readonly PlannedResource[] {
  return Object.entries(types).flatMap(([type, named]) =>
    Object.entries(named).map(([name, values]) => ({
      address: `${prefix}${type}.${name}`,
      type,
      name,
      values,
      count: typeof values.count === 'number' ? values.count : 1,
    })),
  );
}
