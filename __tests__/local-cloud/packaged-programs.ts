import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../host/run';
import { imageOf } from '../../local-cloud/image/build';
import { readSettings } from '../../local-cloud/settings';

/** The programs that droplets run, out of their packages, below a new directory. */
export async function unpackPrograms(...packages: readonly string[]): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'programs-'));
  const { repository } = imageOf(readSettings());
  for (const name of packages) {
    const file = readdirSync(repository).find((one) => one.startsWith(`${name}_`))!;
    await run('dpkg-deb', ['-x', join(repository, file), directory]);
  }
  return directory;
}
