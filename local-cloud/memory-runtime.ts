import { MemoryServers } from './managed-mysql/memory-servers';
import type { DropletStatus, NetworkState, Runtime } from './runtime';

/** A machine where nothing runs: droplets are on as soon as they are asked for. For plans, and for tests of the APIs. */
export class MemoryRuntime implements Runtime {
  /** Every call, such as `powerOn 100000101`, in order. */
  public readonly calls: string[] = [];
  public network: NetworkState | undefined;
  /** Set by tests: every change of the network and of volumes fails. */
  public isDown = false;
  /** Set by tests: a network that is refused. */
  public refuses: (network: NetworkState) => boolean = () => false;
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

  public applyNetwork(state: NetworkState): Promise<void> {
    if (this.isDown || this.refuses(state)) return Promise.reject(new Error('the machine refuses the network'));
    this.network = structuredClone(state);
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

  private record(...words: (string | number)[]): Promise<void> {
    if (this.isDown) return Promise.reject(new Error('the machine is down'));
    this.calls.push(words.join(' '));
    return Promise.resolve();
  }
}
