import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stacks by name: what their cdk.tf.json holds. */
export type Stacks = Readonly<Record<string, object>>;

const made: string[] = [];

/** A directory like that of a user after a synth; `files` beside. */
export function aProject(stacks: Stacks, files: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'project-'));
  made.push(directory);
  writeOutput(join(directory, 'cdktf.out'), stacks);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

export function removeProjects(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
}

function writeOutput(output: string, stacks: Stacks): void {
  const entries = Object.keys(stacks).map((name): [string, object] => [
    name,
    { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json`, workingDirectory: `stacks/${name}` },
  ]);
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'manifest.json'), JSON.stringify({ stacks: Object.fromEntries<object>(entries) }));
  for (const [name, configuration] of Object.entries(stacks)) {
    mkdirSync(join(output, 'stacks', name), { recursive: true });
    writeFileSync(join(output, 'stacks', name, 'cdk.tf.json'), JSON.stringify(configuration));
  }
}

/** The part of a site in a stack, as it is synthesized. */
export function aSite(networkStack: string, privateDomain: string, more: object = {}): object {
  const value = { version: 1, networkStack, privateDomain, tiers: [], databases: [], ...more };
  return { [`web_infrastructure_${privateDomain.replaceAll('.', '_')}`]: { value } };
}
