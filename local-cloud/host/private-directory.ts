import { chmodSync, mkdirSync, readdirSync } from 'node:fs';

/**
 * Makes a directory that root alone enters, or closes one that is there: what lies below, such as the set-uid programs of the guests'
 * image, is no other user's. Refuses one that holds anything else than `own` names.
 */
export function makePrivate(directory: string, own: RegExp): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const other = readdirSync(directory).find((name) => !own.test(name));
  if (other !== undefined)
    throw new Error(
      `${directory} holds '${other}': give LOCAL_CLOUD_CACHE a directory of its own, it is closed to others`,
    );
  chmodSync(directory, 0o700);
}
