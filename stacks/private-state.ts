import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a state file and its backup readable by their owner alone. Terraform writes both with the mode that they have, and creates them for
 * everybody to read: so they are there, empty, before it does.
 */
export function keepPrivate(stateFile: string): void {
  if (!existsSync(dirname(stateFile))) return;
  for (const file of [stateFile, `${stateFile}.backup`]) {
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  }
}
