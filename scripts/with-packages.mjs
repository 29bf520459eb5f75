// Runs a command of this project: installs the npm packages first when they are missing or older than the lock file.
// Plain JavaScript, because nothing else runs before they are there.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This project needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.error('Installing npm packages ...');
  // Not `npm ci`: it refuses a lock file that does not name the optional packages of every other platform.
  const installed = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (installed.status !== 0) process.exit(installed.status ?? 1);
}
// A terminal's Ctrl-C reaches the command, too: it may have something to mend before it ends.
process.on('SIGINT', () => undefined);
const [command, ...args] = process.argv.slice(2);
const PATH = join(root, 'node_modules', '.bin') + delimiter + process.env.PATH;
const run = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, PATH } });
if (run.error) console.error(run.error.message);
process.exit(run.status ?? 1);
