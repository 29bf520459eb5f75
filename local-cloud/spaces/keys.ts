import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** A key of the account for its buckets. */
export interface SpacesKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Made once per state directory, in a file that root alone reads. */
export async function openSpacesKey(stateDir: string): Promise<SpacesKey> {
  const file = join(stateDir, 'spaces-key.json');
  if (!existsSync(file)) {
    const key: SpacesKey = {
      accessKeyId: `DO${randomBytes(9).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(32).toString('base64url'),
    };
    await writeFileAtomic(file, JSON.stringify(key), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as SpacesKey;
}
