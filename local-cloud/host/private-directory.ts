import { chmodSync, mkdirSync, statSync } from 'node:fs';

const STICKY = 0o1000;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Makes a directory that its owner alone enters, or closes one that is there: what lies below, such as the set-uid programs of the
 * guests' image, is no other user's. Refuses one that others use too, such as /tmp.
 */
export function makePrivate(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(directory);
  if (mode & (STICKY | WRITABLE_BY_OTHERS) || uid !== process.getuid?.())
    throw new Error(`${directory} belongs to others, too: give LOCAL_CLOUD_CACHE a directory of its own`);
  chmodSync(directory, 0o700);
}
