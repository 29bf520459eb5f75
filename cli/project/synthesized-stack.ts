import { readFileSync } from 'node:fs';

type Blocks = Readonly<Record<string, unknown>>;

/** Terraform's configuration of a stack, as cdktf writes it. */
export interface StackConfiguration {
  readonly provider?: Readonly<Record<string, readonly Blocks[]>>;
  readonly variable?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly output?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly '//'?: { readonly metadata?: Blocks };
}

/** A stack that was synthesized into the output directory. */
export class SynthesizedStack {
  private read?: StackConfiguration;

  public constructor(
    public readonly name: string,
    /** Where Terraform runs. */
    public readonly directory: string,
    private readonly file: string,
  ) {}

  public get configuration(): StackConfiguration {
    return (this.read ??= JSON.parse(readFileSync(this.file, 'utf8')) as StackConfiguration);
  }

  /** An argument of the first configuration of a provider: the text itself, or the value of the variable that it names. */
  public providerArgument(
    provider: string,
    argument: string,
    env: NodeJS.ProcessEnv = process.env,
  ): string | undefined {
    const value = this.configuration.provider?.[provider]?.[0]?.[argument];
    if (typeof value !== 'string') return undefined;
    const [, variable] = /^\$\{var\.([\w-]+)\}$/.exec(value) ?? [];
    if (variable === undefined) return value.includes('${') ? undefined : value;
    const preset = this.configuration.variable?.[variable]?.default;
    return env[`TF_VAR_${variable}`] ?? (typeof preset === 'string' && preset !== '' ? preset : undefined);
  }
}
