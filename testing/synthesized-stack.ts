/** Attributes of a resource as Terraform reads them: snake_case, references as `${...}`. */
export type Attributes = Readonly<Record<string, unknown>>;

/** By type, then by Terraform's name. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** The parts of a Terraform configuration that a stack has; empty when it has none. */
export interface TerraformConfiguration {
  /** Resources. */
  readonly resource: Blocks;
  /** Data sources. */
  readonly data: Blocks;
  /** Expressions by the names of the locals. */
  readonly locals: Readonly<Record<string, unknown>>;
  /** Input variables by name. */
  readonly variable: Readonly<Record<string, Attributes>>;
  /** Outputs by name. */
  readonly output: Readonly<Record<string, Attributes>>;
  /** Configurations of each provider by its name: several when it has aliases. */
  readonly provider: Readonly<Record<string, readonly Attributes[]>>;
}

/** What a stack became, validated and with its aspects applied. Made by `synthesize()`. */
export class SynthesizedStack {
  /** @internal `synthesize()` makes them. */
  public constructor(
    /** The stack's id. */
    public readonly name: string,
    /** Its resources, data sources, locals, variables, outputs and providers. */
    public readonly configuration: TerraformConfiguration,
    /** Where a construct stands in the stack, by Terraform's name for it: `site/web/web-1`. */
    private readonly paths: ReadonlyMap<string, string>,
  ) {}

  /** The construct path of what Terraform calls `name`; the name itself when no construct made it. */
  public pathOf(name: string): string {
    return this.paths.get(name) ?? name;
  }
}
