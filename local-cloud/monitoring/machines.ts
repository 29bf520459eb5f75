import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Guest } from '../droplet/guest';
import { Cgroups } from '../host/cgroup';
import { run } from '../../host/run';
import { imageOf } from '../image/build';
import type { Settings } from '../settings';
import type { Reading } from './series';

/** A machine by what it was asked to be: sizes are not enforced here. */
export interface MachineSize {
  readonly id: number;
  readonly memoryMb: number;
  readonly diskGb: number;
}

const KIB_PER_GIB = 2 ** 20;

/** Reads droplets from the host's side: nothing runs inside. */
export class Machines {
  private readonly cgroups: Cgroups;
  private base: Promise<number> | undefined;
  private readonly disks = new Map<number, { readonly at: number; readonly percent: number }>();

  public constructor(private readonly settings: Settings) {
    this.cgroups = new Cgroups(settings.run);
  }

  /** Undefined while the machine is off. @param disksEvery seconds for which the last look at the disks is good enough */
  public async read({ id, memoryMb, diskGb }: MachineSize, disksEvery: number): Promise<Reading | undefined> {
    const group = String(id);
    try {
      if (!this.cgroups.populated(group)) return undefined;
      return {
        diskPercent: await this.fullestDisk(id, diskGb, disksEvery),
        at: Date.now(),
        cpuSeconds: this.cgroups.cpuSeconds(group),
        memoryPercent: (this.cgroups.memoryBytes(group) / (memoryMb * 2 ** 20)) * 100,
        busyThreads: this.cgroups.busyThreads(group),
      };
    } catch {
      // It has gone meanwhile.
      return undefined;
    }
  }

  private async fullestDisk(id: number, diskGb: number, every: number): Promise<number> {
    const known = this.disks.get(id);
    if (known && Date.now() - known.at < every * 1000) return known.percent;
    const directory = join(this.settings.stateDir, 'droplets', String(id));
    const root = (((await this.baseKib()) + (await sizeKib(join(directory, 'upper')))) / (diskGb * KIB_PER_GIB)) * 100;
    const percent = Math.max(root, ...(await volumePercents(directory)));
    this.disks.set(id, { at: Date.now(), percent });
    return percent;
  }

  private baseKib(): Promise<number> {
    return (this.base ??= sizeKib(imageOf(this.settings).base));
  }
}

/** du also fails for a file that goes away while it looks; what it has counted it says all the same. */
async function sizeKib(directory: string): Promise<number> {
  const said = await run('sh', ['-c', 'du -skx "$0" 2>/dev/null || :', directory]);
  return Number(said.split('\t')[0]);
}

/** Of the volumes that the guest has mounted. */
async function volumePercents(directory: string): Promise<number[]> {
  const guest = Guest.find(directory);
  const mounts = guest?.mounts().filter(({ source }) => source.startsWith('/dev/loop')) ?? [];
  return Promise.all(
    mounts.map(async ({ target }) => {
      const { blocks, bfree, bavail } = await statfs(`/proc/${guest!.pid}/root${target}`);
      // As df says it: of what is not kept for root.
      return ((blocks - bfree) / (blocks - bfree + bavail)) * 100;
    }),
  );
}
