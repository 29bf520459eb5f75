import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../host/run';
import type { Reattach } from './wire/resident';

/** The value of TF_REATTACH_PROVIDERS for a Terraform whose registry is `host`. */
export function reattachVariable(reattach: Readonly<Record<string, Reattach>>, host: string): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(reattach).map(([source, entry]) => [`${host}/${source}`, entry])),
  );
}

/** Terraform and OpenTofu have different registries; the tool itself names its own, offline. */
export async function askRegistryHost(terraform: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'local-cloud-ask-'));
  try {
    await writeFile(
      join(directory, 'main.tf'),
      'terraform {\n  required_providers {\n    random = { source = "hashicorp/random" }\n  }\n}\n',
    );
    const stdout = await run(terraform, ['providers'], {
      cwd: directory,
      env: { TF_CLI_CONFIG_FILE: '/dev/null' },
    });
    const host = /provider\[([^/\]]+)\//.exec(stdout)?.[1];
    if (!host) throw new Error(`\`${terraform} providers\` names no registry`);
    return host;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
