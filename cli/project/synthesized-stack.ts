import { readFileSync } from 'node:fs';
import { PlannedStack } from './planned-stack';

type Blocks = Readonly<Record<string, unknown>>;

/** What is read of Terraform's configuration of a stack, beside its plan. */
export interface StackConfiguration {
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

  /** What a deploy with these variables in its environment would make. */
  public planned(env: NodeJS.ProcessEnv = process.env): PlannedStack {
    return new PlannedStack(this.name, this.directory, this.configuration, env);
  }

  /** An argument of a provider's configuration without an alias: the text itself, or the value of the variable that it names. */
  public providerArgument(
    provider: string,
    argument: string,
    env: NodeJS.ProcessEnv = process.env,
  ): string | undefined {
    const planned = this.planned(env);
    return planned.text(planned.provider(provider)?.[argument]);
  }
}
