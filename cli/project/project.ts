import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadReach } from './load-reach';
import type { FindReach } from '../reach';
import { SynthesizedStack } from './synthesized-stack';

/** What is read of cdktf.json. */
export interface CdktfJson {
  /** Command that synthesizes. */
  readonly app?: string;
  readonly output?: string;
  readonly context?: object;
  readonly webInfrastructure?: { readonly reach?: string };
}

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly name: string; readonly synthesizedStackPath: string; readonly workingDirectory: string }>
  >;
}

export interface ProjectOptions {
  /** Where the last deploy has synthesized to. @default CDKTF_OUTDIR, `output` of cdktf.json, or cdktf.out */
  readonly output?: string;
  /** @default loaded: see load-reach.ts */
  readonly findReach?: FindReach;
}

/** A user's application: the directory in which `cdktf deploy` runs. */
export class Project {
  public readonly output: string;
  public readonly findReach: FindReach;
  private readonly config: CdktfJson;

  public constructor(
    public readonly directory = process.cwd(),
    { output, findReach }: ProjectOptions = {},
  ) {
    this.config = readJson<CdktfJson>(join(directory, 'cdktf.json')) ?? {};
    this.output = resolve(directory, output ?? process.env.CDKTF_OUTDIR ?? this.config.output ?? 'cdktf.out');
    this.findReach = findReach ?? loadReach(directory, this.config.webInfrastructure?.reach);
  }

  /** False where cdktf.json names no command to synthesize with. */
  public get isApplication(): boolean {
    return this.config.app !== undefined;
  }

  /** The command that synthesizes, and what it reads as context. */
  public get app(): { readonly command: string; readonly context: object } {
    const { app: command, context = {} } = this.config;
    if (command === undefined)
      throw new Error(
        `there is no cdktf.json with an \`app\` in ${this.directory}: run this where you run \`cdktf deploy\``,
      );
    return { command, context };
  }

  /** As they were synthesized last; in the order of their names. */
  public stacks(output = this.output): readonly SynthesizedStack[] {
    const manifest = readJson<Manifest>(join(output, 'manifest.json'));
    if (!manifest)
      throw new Error(
        `nothing was synthesized here: ${join(output, 'manifest.json')} is missing (run \`npx cdktf synth\` first, in the directory of cdktf.json)`,
      );
    return Object.values(manifest.stacks)
      .map(
        ({ name, workingDirectory, synthesizedStackPath }) =>
          new SynthesizedStack(name, join(output, workingDirectory), join(output, synthesizedStackPath)),
      )
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }
}

function readJson<T>(file: string): T | undefined {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
