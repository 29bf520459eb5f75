// Compiles what is published to dist/ and puts programs that run on nodes, and pages, beside the code that uses them.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeLazy } from './lazy-barrel.mjs';

rmSync('dist', { recursive: true, force: true });
const compile = (...options) => execFileSync('tsc', ['-p', 'tsconfig.build.json', ...options], { stdio: 'inherit' });
// Editors read the comments of the types; those of the code would be a tenth of the package.
compile('--emitDeclarationOnly');
compile('--noCheck', '--declaration', 'false', '--removeComments');
// Nobody imports the command: it needs no types.
for (const path of readdirSync('dist/cli', { recursive: true })) {
  if (path.endsWith('.d.ts')) rmSync(join('dist/cli', path));
}
for (const root of ['constructs', 'cli']) {
  for (const path of readdirSync(root, { recursive: true })) {
    const besideCode = /^(node|assets)$/.test(path.split('/').at(-2) ?? '') && !path.endsWith('.ts');
    if (besideCode || path.endsWith('.html')) cpSync(join(root, path), join('dist', root, path));
  }
}
makeLazy(resolve('dist/constructs/index.js'));
console.log('built dist/');
