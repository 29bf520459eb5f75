import { join } from 'node:path';
import { run } from '../host/run';

const ROOT = join(__dirname, '..');
/** What a figure depends on: what runs on the nodes, the cloud below them, and the faults; not the report, which quotes figures. */
const MEASURED = ['constructs', 'stacks', 'environments', 'local-cloud', 'drills', ':!*.md', ':!constructs/report'];

/** The commit that is measured, shortened; with `+` where files of it, or of `others`, are changed. Undefined outside of a repository. */
export async function currentRevision(root = ROOT, others: readonly string[] = []): Promise<string | undefined> {
  try {
    const commit = (await run('git', ['-C', root, 'rev-parse', '--short=10', 'HEAD'])).trim();
    const changed = await run('git', ['-C', root, 'status', '--porcelain', '--', ...others, ...MEASURED]);
    return changed.trim() === '' ? commit : `${commit}+`;
  } catch {
    return undefined;
  }
}

/** Whether what was measured at `revision` is not what is here now; true where that cannot be known. */
export async function isStale(revision: string | undefined, root = ROOT): Promise<boolean> {
  if (revision === undefined || revision.endsWith('+')) return true;
  try {
    return (await run('git', ['-C', root, 'diff', '--name-only', revision, '--', ...MEASURED])).trim() !== '';
  } catch {
    return true;
  }
}
