import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { run } from '../host/run';
import type { Image } from '../local-cloud/image/build';

/** In this process's own mount namespace: whatever is there on the machine is covered, nothing of it is touched. */
const MOUNT_POINT = '/mnt';

/** A droplet's file system, to run daemons in, without a droplet. */
export class Root {
  /** For files that are not the droplet's; in memory. */
  public readonly scratch = MOUNT_POINT;
  private readonly path = join(MOUNT_POINT, 'root');

  private constructor() {}

  /** The image of the droplets with some of its repository's packages. */
  public static async install({ base, repository }: Image, packages: readonly string[]): Promise<Root> {
    const root = new Root();
    await run('mount', ['-t', 'tmpfs', 'tmpfs', MOUNT_POINT]);
    for (const name of ['upper', 'work', 'root']) mkdirSync(join(MOUNT_POINT, name));
    const layers = `lowerdir=${base},upperdir=${MOUNT_POINT}/upper,workdir=${MOUNT_POINT}/work`;
    await run('mount', ['-t', 'overlay', 'overlay', '-o', layers, root.path]);
    await run('mount', ['--bind', repository, join(root.path, 'usr/share/droplet-repository')]);
    await run('mount', ['-t', 'proc', 'proc', join(root.path, 'proc')]);
    await root.run('apt-get', '-q', 'update');
    await root.run('apt-get', '-q', '-y', '--no-install-recommends', 'install', ...packages);
    return root;
  }

  /** Shows a directory of the machine at a path in here. */
  public async bind(directory: string, path: string): Promise<void> {
    mkdirSync(join(this.path, path), { recursive: true });
    await run('mount', ['--bind', directory, join(this.path, path)]);
  }

  public write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.path, path);
      mkdirSync(dirname(file), { recursive: true });
      // What the image has there may be a link that leads out of the root.
      rmSync(file, { force: true });
      writeFileSync(file, content);
    }
  }

  public remove(path: string): void {
    rmSync(join(this.path, path), { force: true });
  }

  public run(...argv: readonly string[]): Promise<string> {
    return run('chroot', [this.path, ...argv], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  }

  /** Starts a program that stays in the foreground. */
  public spawn(...argv: readonly string[]): ChildProcessByStdio<null, null, Readable> {
    return spawn('chroot', [this.path, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  /** The same, and gives its process id. When it ends, so does this process. */
  public start(...argv: readonly string[]): number {
    const child = this.spawn(...argv);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2000)));
    child.on('close', (code, signal) => {
      console.error(`${argv.join(' ')} ended with ${signal ?? code}: ${errors.trim()}`);
      process.exit(1);
    });
    if (child.pid === undefined) throw new Error(`${argv[0]} could not be started`);
    return child.pid;
  }
}
