import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** This package's package.json: beside this directory in the repository, beside dist/ in the package. */
export function ownManifest<Manifest>(): Manifest {
  for (const directory of ['..', '../..']) {
    try {
      return JSON.parse(readFileSync(join(__dirname, directory, 'package.json'), 'utf8')) as Manifest;
    } catch {
      // The other one.
    }
  }
  throw new Error('the package is damaged: it has no package.json. Install it anew.');
}
