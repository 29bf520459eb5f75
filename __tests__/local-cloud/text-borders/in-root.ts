/** Runs in namespaces of its own for network, mounts and processes; what it is to do comes by standard input (root.ts). */
import { readFileSync } from 'node:fs';
import { Root } from '../../../bench/root';
import { run } from '../../../host/run';
import { imageOf } from '../../../local-cloud/image/build';
import { readSettings } from '../../../local-cloud/settings';
import type { Work } from './root';

async function main(): Promise<void> {
  const { packages, files, argv } = JSON.parse(readFileSync(0, 'utf8')) as Work;
  await run('ip', ['link', 'set', 'lo', 'up']);
  const root = await Root.install(imageOf(readSettings()), packages);
  root.write(files);
  process.stdout.write(await root.run(...argv));
}

void main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
