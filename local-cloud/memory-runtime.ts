import { PaperRuntime } from './paper-runtime';
import type { NetworkState } from './runtime';

/** A machine where nothing runs, and that says it does: droplets are on as soon as they are asked for. For plans, and for tests of the APIs. */
export class MemoryRuntime extends PaperRuntime {
  public override readonly hasMachines = true;
  /** Every call, such as `powerOn 100000101`, in order. */
  public readonly calls: string[] = [];
  public network: NetworkState | undefined;
  /** Set by tests: every change of the network and of volumes fails. */
  public isDown = false;
  /** Set by tests: a network that is refused. */
  public refuses: (network: NetworkState) => boolean = () => false;

  public override applyNetwork(state: NetworkState): Promise<void> {
    if (this.isDown || this.refuses(state)) return Promise.reject(new Error('the machine refuses the network'));
    this.network = structuredClone(state);
    return Promise.resolve();
  }

  protected override record(...words: readonly (string | number)[]): Promise<void> {
    if (this.isDown) return Promise.reject(new Error('the machine is down'));
    this.calls.push(words.join(' '));
    return Promise.resolve();
  }
}
