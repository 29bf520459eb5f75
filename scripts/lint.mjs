// `npm run lint`: its three checks at once, since each uses one core. What each printed comes in one piece.
import { spawn } from 'node:child_process';

const CACHE = 'node_modules/.cache';
const CHECKS = [
  // Without a cache: the rules look at the types of other files, too.
  ['eslint', '.'],
  ['tsc', '--noEmit'],
  ['prettier', '--check', '.', '--cache', '--cache-location', `${CACHE}/prettier.json`],
];

const check = ([command, ...args]) =>
  new Promise((resolve) => {
    let printed = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (printed += text));
    child.on('error', ({ message }) => (printed += `${message}\n`));
    child.on('close', (code) => {
      process.stdout.write(printed);
      if (code !== 0) console.error(`${command} failed`);
      resolve(code === 0);
    });
  });

const passed = await Promise.all(CHECKS.map(check));
process.exitCode = passed.every(Boolean) ? 0 : 1;
