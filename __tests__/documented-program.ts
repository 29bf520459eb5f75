import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, type RunOptions } from '../host/run';

const ROOT = join(__dirname, '..');

const TSX = pathToFileURL(require.resolve('tsx')).href;

/** Runs a program of this repository, as `tsx` does, without the process that tsx itself is. `file`: from the root. */
export function runTypeScript(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return run(process.execPath, ['--import', TSX, join(ROOT, file), ...args], { cwd: ROOT, ...options });
}

/** Runs what `npm run SCRIPT -- ARGS` runs, to its end, and gives what it prints. `cwd`: a directory with the `cdktf.out` of a deploy. */
export function npmRun(script: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, program, command] = / tsx (\S+\.ts)(?: (\S+))?$/.exec(scripts[script] ?? '') ?? [];
  if (program === undefined) throw new Error(`npm run ${script} is no program of this package`);
  return runTypeScript(program, [...(command ? [command] : []), ...args], options);
}
