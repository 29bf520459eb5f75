// Compiles constructs/ and testing/ to dist/ and puts the programs that run on nodes beside the code that installs them.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

rmSync('dist', { recursive: true, force: true });
const compile = (...options) => execFileSync('tsc', ['-p', 'tsconfig.build.json', ...options], { stdio: 'inherit' });
// Editors read the comments of the types; those of the code would be a tenth of the package.
compile('--emitDeclarationOnly');
compile('--noCheck', '--declaration', 'false', '--removeComments');
for (const path of readdirSync('constructs', { recursive: true })) {
  if (/^(node|assets)$/.test(path.split('/').at(-2) ?? '') && !path.endsWith('.ts')) {
    cpSync(join('constructs', path), join('dist/constructs', path));
  }
}
console.log('built dist/');
