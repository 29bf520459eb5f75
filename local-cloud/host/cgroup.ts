import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = '/sys/fs/cgroup';
const V1_CONTROLLERS = ['memory', 'cpu', 'pids', 'devices', 'systemd'];

/**
 * The control groups of a run's droplets. Needs the version 2 files freeze, kill and events: those of a pure v2 host, or
 * the `unified` part of a hybrid one, where the v1 controllers get the same groups. Tried on a hybrid host. On a pure v2 host
 * (not tried) the groups are made at the root of the tree, beside systemd's own, and there is no device policy: version 2
 * has no file for it.
 */
export class Cgroups {
  private readonly unified = existsSync(join(ROOT, 'cgroup.controllers')) ? ROOT : join(ROOT, 'unified');
  private readonly v1 =
    this.unified === ROOT ? [] : V1_CONTROLLERS.map((name) => join(ROOT, name)).filter((path) => existsSync(path));

  public constructor(private readonly runName: string) {}

  /** Directories in which a process must put itself to be in the group. */
  public paths(group: string): string[] {
    return [this.unified, ...this.v1].map((root) => join(root, this.runName, group));
  }

  /** The group that decides about devices, on a hybrid host. */
  public devices(group: string): string | undefined {
    return this.paths(group).find((path) => path.startsWith(join(ROOT, 'devices')));
  }

  public make(group: string): void {
    for (const path of this.paths(group)) mkdirSync(path, { recursive: true });
  }

  /** Opens or closes a block device to the group. No effect where there is no device policy (see renderSupervisor). */
  public allowDevice(group: string, numbers: string, allowed: boolean): void {
    const path = this.devices(group);
    if (path) writeFileSync(join(path, allowed ? 'devices.allow' : 'devices.deny'), `b ${numbers} rwm`);
  }

  /** True while any process is in the group: the one sign that a droplet has power. */
  public populated(group: string): boolean {
    return this.events(group).includes('populated 1');
  }

  public async freeze(group: string, frozen: boolean): Promise<void> {
    writeFileSync(join(this.paths(group)[0]!, 'cgroup.freeze'), frozen ? '1' : '0');
    while (!this.events(group).includes(`frozen ${frozen ? 1 : 0}`)) await wait(5);
  }

  /** Ends all that runs in the group, frozen or not, and removes it. */
  public async kill(group: string): Promise<void> {
    const path = this.paths(group)[0]!;
    if (!existsSync(path)) return;
    writeFileSync(join(path, 'cgroup.freeze'), '0');
    while (this.populated(group)) {
      writeFileSync(join(path, 'cgroup.kill'), '1');
      await wait(10);
    }
    await Promise.all(this.paths(group).map(removeTree));
  }

  /** Processor time that the group has used since it was made. */
  public cpuSeconds(group: string): number {
    const [, microseconds] = /^usage_usec (\d+)/m.exec(readFileSync(join(this.paths(group)[0]!, 'cpu.stat'), 'utf8'))!;
    return Number(microseconds) / 1e6;
  }

  /** Memory that the group holds, the cache of files aside. */
  public memoryBytes(group: string): number {
    const [path, used, prefix] =
      this.v1.length > 0
        ? [join(ROOT, 'memory', this.runName, group), 'memory.usage_in_bytes', 'total_']
        : [this.paths(group)[0]!, 'memory.current', ''];
    const read = (file: string) => readFileSync(join(path, file), 'utf8');
    const cache = read('memory.stat').matchAll(new RegExp(`^${prefix}(?:in)?active_file (\\d+)$`, 'gm'));
    return [...cache].reduce((rest, [, bytes]) => rest - Number(bytes), Number(read(used)));
  }

  /** Threads of the group, and of groups in it, that run, wait for a processor or for a disk. */
  public busyThreads(group: string): number {
    return threadsBelow(this.paths(group)[0]!).filter((thread) => /[RD]/.test(stateOf(thread))).length;
  }

  /** Names of all groups of the run. */
  public list(): string[] {
    const path = join(this.unified, this.runName);
    if (!existsSync(path)) return [];
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  }

  public async removeRun(): Promise<void> {
    await Promise.all(this.list().map((group) => this.kill(group)));
    await Promise.all([this.unified, ...this.v1].map((root) => removeTree(join(root, this.runName))));
  }

  private events(group: string): string {
    try {
      return readFileSync(join(this.paths(group)[0]!, 'cgroup.events'), 'utf8');
    } catch {
      return '';
    }
  }
}

function threadsBelow(path: string): string[] {
  const inner = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const own = readFileSync(join(path, 'cgroup.threads'), 'utf8').split('\n').filter(Boolean);
  return [...own, ...inner.flatMap(({ name }) => threadsBelow(join(path, name)))];
}

/** The letter that ps shows; none of a thread that has ended. */
function stateOf(thread: string): string {
  try {
    const stat = readFileSync(`/proc/${thread}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}

/** A group is busy until its last process is reaped. */
async function removeTree(path: string): Promise<void> {
  for (const deadline = Date.now() + 5000; existsSync(path); await wait(20)) {
    try {
      removeOnce(path);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function removeOnce(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) removeOnce(join(path, entry.name));
  rmdirSync(path);
}
