import { isDeepStrictEqual } from 'node:util';
import type { FirewallSpec, NetworkState, Runtime } from '../runtime';
import { Queue } from './change';
import type { State } from './model';
import { networkStateOf, type Unapplied } from './network-state';

/**
 * Makes the network below agree with the state. One resource that the machine refuses is left out and marked, and the rest goes on; a
 * firewall that is left out denies everything, for its droplets would be open without it.
 */
export class AppliedNetwork {
  /** Resources of the state that the network does not have, and why. */
  public unapplied: readonly Unapplied[] = [];
  private readonly queue = new Queue();
  private applied: NetworkState | undefined;
  /** What the machine refused, as JSON -> its words: not tried again until it is another one. */
  private readonly refused = new Map<string, string>();

  public constructor(
    private readonly runtime: Pick<Runtime, 'applyNetwork'>,
    private readonly log: (line: string) => void,
  ) {}

  /** As `state` is when its turn comes; several callers share one pass. Rejects when the machine can apply nothing at all. */
  public apply(state: State): Promise<void> {
    return this.queue.run(async () => {
      const { network, unapplied } = networkStateOf(state);
      const { wanted, left } = this.withoutRefused(network);
      if (this.applied && isDeepStrictEqual(wanted, this.applied)) return this.mark([...unapplied, ...left]);
      try {
        await this.runtime.applyNetwork(wanted);
      } catch (error) {
        await this.isolate(wanted, error as Error);
      }
      const again = this.withoutRefused(network);
      // What was applied, not what the state becomes meanwhile.
      this.applied = structuredClone(again.wanted);
      this.mark([...unapplied, ...again.left]);
    });
  }

  public idle(): Promise<void> {
    return this.queue.idle();
  }

  private withoutRefused(network: NetworkState): { wanted: NetworkState; left: Unapplied[] } {
    const left: Unapplied[] = [];
    const isRefused = (kind: string, id: string, spec: object): boolean => {
      const why = this.refused.get(JSON.stringify(spec));
      if (why !== undefined) left.push({ kind, id, why });
      return why !== undefined;
    };
    const wanted = {
      ...network,
      firewalls: network.firewalls.map((one) => (isRefused('firewall', one.id, one) ? denying(one) : one)),
      reservedIps: network.reservedIps.filter((one) => !isRefused('reserved IP', one.ip, one)),
    };
    return { wanted, left };
  }

  /** Finds what the machine refuses, by applying one after the other on top of a network that has none of them. */
  private async isolate(wanted: NetworkState, first: Error): Promise<void> {
    let base: NetworkState = { ...wanted, firewalls: wanted.firewalls.map(denying), reservedIps: [] };
    this.applied = undefined;
    await this.runtime.applyNetwork(base).catch(() => Promise.reject(first));
    for (const [index, firewall] of wanted.firewalls.entries())
      base = await this.tryOut(firewall, { ...base, firewalls: base.firewalls.with(index, firewall) }, base);
    for (const reserved of wanted.reservedIps)
      base = await this.tryOut(reserved, { ...base, reservedIps: [...base.reservedIps, reserved] }, base);
    await this.runtime.applyNetwork(base);
  }

  private async tryOut(spec: object, network: NetworkState, base: NetworkState): Promise<NetworkState> {
    try {
      await this.runtime.applyNetwork(network);
      return network;
    } catch (error) {
      this.refused.set(JSON.stringify(spec), (error as Error).message);
      return base;
    }
  }

  private mark(unapplied: readonly Unapplied[]): void {
    for (const one of unapplied)
      if (!this.unapplied.some((before) => isDeepStrictEqual(before, one)))
        this.log(`${one.kind} ${one.id} is not applied: ${one.why}`);
    this.unapplied = unapplied;
  }
}

function denying(firewall: FirewallSpec): FirewallSpec {
  return { ...firewall, inbound: [], outbound: [] };
}
