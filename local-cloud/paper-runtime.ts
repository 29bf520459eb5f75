import { MemoryServers } from './managed-mysql/memory-servers';
import type { DropletStatus, NetworkState, Runtime } from './runtime';

/** Droplets on paper: states move as they do when droplets run, and nothing runs. Needs no root; nothing of it is on disk. */
export class PaperRuntime implements Runtime {
  public readonly hasMachines: boolean = false;
  public readonly mysql = new MemoryServers((node) => this.on.has(node));
  private readonly on = new Set<number>();

  public up = () => this.record('up');
  public down = () => this.record('down');
  public createVolume = ({ id }: { id: string }) => this.record('createVolume', id);
  public resizeVolume = (id: string, sizeGb: number) => this.record('resizeVolume', id, sizeGb);
  public deleteVolume = (id: string) => this.record('deleteVolume', id);
  public attachVolume = ({ id }: { id: string }, dropletId: number) => this.record('attachVolume', id, dropletId);
  public detachVolume = ({ id }: { id: string }, dropletId: number) => this.record('detachVolume', id, dropletId);
  public reboot = (dropletId: number) => this.record('reboot', dropletId);

  public applyNetwork(_state: NetworkState): Promise<void> {
    return Promise.resolve();
  }

  public powerOn(droplet: { id: number }): Promise<void> {
    this.on.add(droplet.id);
    return this.record('powerOn', droplet.id);
  }

  public powerOff(dropletId: number, how: 'shutdown' | 'off'): Promise<void> {
    this.on.delete(dropletId);
    return this.record('powerOff', dropletId, how);
  }

  public destroyDroplet(dropletId: number): Promise<void> {
    this.on.delete(dropletId);
    return this.record('destroyDroplet', dropletId);
  }

  public status(dropletId: number): Promise<DropletStatus> {
    const on = this.on.has(dropletId);
    return Promise.resolve({ power: on ? 'on' : 'off', bootstrap: on ? 'done' : 'unknown' });
  }

  public log(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  /** Every call comes by here, such as `powerOn`, 100000101. */
  protected record(..._words: readonly (string | number)[]): Promise<void> {
    return Promise.resolve();
  }
}
