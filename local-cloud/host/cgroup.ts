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
