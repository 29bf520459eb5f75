import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  ftruncateSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../../host/run';
import type { VolumeSpec } from '../runtime';

/** A loop device: its node and the kernel's numbers for it. */
export interface BlockDevice {
  readonly node: string;
  /** `major:minor`, decimal. */
  readonly numbers: string;
}

/** Volumes are sparse files, shown to droplets as loop devices. */
export class VolumeFiles {
  public constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
  }

  public async create(volume: VolumeSpec): Promise<void> {
    const path = this.path(volume.id);
    if (existsSync(path)) return;
    await this.resize(volume.id, volume.sizeGb);
    if (!volume.filesystem) return;
    const { type, label } = volume.filesystem;
    await run(`mkfs.${type}`, [...(label ? ['-L', label] : []), '-q', path]);
  }

  /** Sets the size of the volume's file, and of its device if a droplet has it. */
  public async resize(id: string, sizeGb: number): Promise<void> {
    const file = openSync(this.path(id), 'a', 0o600);
    ftruncateSync(file, sizeGb * 2 ** 30);
    closeSync(file);
    const node = await this.find(this.path(id));
    if (node) await run('losetup', ['-c', node]);
  }

  public async delete(id: string): Promise<void> {
    await this.release(id);
    rmSync(this.path(id), { force: true });
  }

  /** The volume's device, set up when there is none. */
  public async device(id: string): Promise<BlockDevice> {
    const path = this.path(id);
    const node = (await this.find(path)) ?? (await run('losetup', ['-f', '--show', path])).trim();
    const numbers = (await run('lsblk', ['-dno', 'MAJ:MIN', node])).trim();
    return { node, numbers };
  }

  /** Takes the device away; one that is still mounted lives until it is not. */
  public async release(id: string): Promise<void> {
    const node = await this.find(this.path(id));
    if (node) await run('losetup', ['-d', node]);
  }

  public async releaseAll(): Promise<void> {
    const list = await run('losetup', ['-n', '-l', '-O', 'NAME,BACK-FILE']);
    const own = list.split('\n').flatMap((line) => {
      const [node, file] = line.trim().split(/\s+/);
      return node && file?.startsWith(`${this.directory}/`) ? [node] : [];
    });
    await Promise.all(own.map((node) => run('losetup', ['-d', node])));
  }

  private async find(path: string): Promise<string | undefined> {
    return (await run('losetup', ['-n', '-O', 'NAME', '-j', path])).trim().split('\n')[0] || undefined;
  }

  private path(id: string): string {
    return join(this.directory, id);
  }
}

/** A volume as a droplet sees it. */
export interface AttachedVolume {
  readonly name: string;
  readonly device: BlockDevice;
}

/** What udev would make, for tmpfiles.d: it runs before local file systems are mounted. */
export function renderDeviceNodes(devices: readonly AttachedVolume[]): string {
  return devices
    .map(
      ({ device, name }) =>
        `b ${device.node} 0660 root disk - ${device.numbers}\nL /dev/disk/by-id/scsi-0DO_Volume_${name} - - - - ../../${basename(device.node)}\n`,
    )
    .join('');
}

/**
 * Keeps a droplet's volumes for its next boots: the list itself, the nodes to make (tmpfiles.d), and the numbers that its device
 * policy lets through.
 */
export function writeAttached(directory: string, volumes: readonly AttachedVolume[]): void {
  writeFileSync(join(directory, 'volumes.json'), JSON.stringify(volumes));
  writeFileSync(join(directory, 'volumes.conf'), renderDeviceNodes(volumes));
  writeFileSync(join(directory, 'devices'), volumes.map(({ device }) => `${device.numbers}\n`).join(''));
}

export function readAttached(directory: string): AttachedVolume[] {
  const path = join(directory, 'volumes.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as AttachedVolume[]) : [];
}
