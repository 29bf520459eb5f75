// Compiles constructs/ and testing/ to dist/ and puts the programs that run on nodes beside the code that installs them.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

rmSync('dist', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const path of readdirSync('constructs', { recursive: true })) {
  if (/^(node|assets)$/.test(path.split('/').at(-2) ?? '') && !path.endsWith('.ts')) {
    cpSync(join('constructs', path), join('dist/constructs', path));
  }
}
console.log('built dist/');
