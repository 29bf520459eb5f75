import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type RunOptions } from '../host/run';

const ROOT = join(__dirname, '..');

/** Runs what `npm run SCRIPT -- ARGS` runs, to its end, and gives what it prints. `cwd`: a directory with the `cdktf.out` of a deploy. */
export function npmRun(script: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, program, command] = / tsx (\S+\.ts)(?: (\S+))?$/.exec(scripts[script] ?? '') ?? [];
  if (program === undefined) throw new Error(`npm run ${script} is no program of this package`);
  const argv = [join(ROOT, program), ...(command ? [command] : []), ...args];
  return run(join(ROOT, 'node_modules/.bin/tsx'), argv, { cwd: ROOT, ...options });
}
