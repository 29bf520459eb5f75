import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../host/run';
import { archiveFile } from '../api/archives';

/** What no node needs, of a directory that git does not know. */
const LEFT_OUT = ['.git', 'node_modules', '.venv', '__pycache__'];

/** Packs a directory's files (of a git repository: those that it does not ignore) for droplets to fetch; equal files give equal digests. */
export async function packApp(directory: string, stateDir: string): Promise<string> {
  mkdirSync(join(stateDir, 'archives'), { recursive: true, mode: 0o700 });
  const making = archiveFile(stateDir, `new-${process.pid}`);
  const reproducible = [
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u+rwX,go+rX,go-w',
  ];
  const files = await filesOf(directory);
  const what =
    files === undefined ? [...LEFT_OUT.map((name) => `--exclude=${name}`), '.'] : ['--null', '--files-from=-'];
  try {
    await run('tar', ['-C', directory, ...reproducible, '--use-compress-program=gzip -n', '-cf', making, ...what], {
      input: files,
    });
    const sha256 = createHash('sha256').update(readFileSync(making)).digest('hex');
    renameSync(making, archiveFile(stateDir, sha256));
    return sha256;
  } finally {
    rmSync(making, { force: true });
  }
}

/** Those that git knows or does not ignore, ended by NUL each; none where there is no repository. */
async function filesOf(directory: string): Promise<string | undefined> {
  const git = ['-c', 'safe.directory=*', '-C', directory];
  try {
    const listed = await run('git', [...git, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    // One that was deleted, and not yet in git, is listed.
    return listed
      .split('\0')
      .filter((path) => path !== '' && existsSync(join(directory, path)))
      .sort()
      .map((path) => `${path}\0`)
      .join('');
  } catch {
    return undefined;
  }
}
