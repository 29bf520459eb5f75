import { join } from 'node:path';
import { run } from '../../../host/run';

/** What to do in a droplet's file system with some of its repository's packages. */
export interface Work {
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
}

/** Gives what the program prints. */
export function runInRoot(work: Work): Promise<string> {
  const own = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const program = [process.execPath, '--import', 'tsx', join(__dirname, 'in-root.ts')];
  return run('unshare', [...own, ...program], { input: JSON.stringify(work) });
}
