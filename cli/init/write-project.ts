import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A directory for a new project: none yet, or an empty one. Throws before anything is written. */
export function checkDirectory(directory: string): void {
  if (!existsSync(directory)) return;
  const left = statSync(directory).isDirectory()
    ? readdirSync(directory).filter((name) => name !== '.git')
    : ['a file'];
  if (left.length > 0)
    throw new Error(`'${directory}' is not empty (${left.slice(0, 3).join(', ')}): name a directory that is new`);
}

/** Writes all of them or none, into a directory that `checkDirectory` has let pass: what is half done has another name. */
export function writeProject(directory: string, files: Readonly<Record<string, string>>): void {
  const making = `${directory}.new-${process.pid}`;
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(making, path)), { recursive: true });
      writeFileSync(join(making, path), text);
    }
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(making)) renameSync(join(making, name), join(directory, name));
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
