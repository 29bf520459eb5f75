import type { IConstruct } from 'constructs';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { TierIdentity } from '../tiers';
import type { WatchedTier } from './tier';

type Equipment = (tier: TierIdentity) => readonly CloudConfig[];

/**
 * The tiers on one network. A site equips all of them (exporters, journals) and learns of those that are added after it, so that a DropletGroup of a
 * user's own is watched, and reached by ssh, like one of this package.
 */
export class TierRegistry {
  private static readonly registries = new WeakMap<object, TierRegistry>();

  public static of(network: object): TierRegistry {
    const registry = this.registries.get(network) ?? new TierRegistry();
    this.registries.set(network, registry);
    return registry;
  }

  private readonly owners = new Map<string, IConstruct>();
  private readonly members: WatchedTier[] = [];
  private readonly equipment: Equipment[] = [];
  private readonly listeners: ((tier: WatchedTier) => void)[] = [];

  private constructor() {}

  /** In the order in which they were made. */
  public get tiers(): readonly WatchedTier[] {
    return this.members;
  }

  /** Takes names for `owner`; returns the first one that another construct has. */
  public claim(owner: IConstruct, names: readonly string[]): { name: string; owner: IConstruct } | undefined {
    const taken = names.find((name) => this.owners.has(name));
    if (taken !== undefined) return { name: taken, owner: this.owners.get(taken)! };
    for (const name of names) this.owners.set(name, owner);
    return undefined;
  }

  /** What the nodes of every tier that is made from now on carry. */
  public equip(equipment: Equipment): void {
    this.equipment.push(equipment);
  }

  public equipmentOf(tier: TierIdentity): readonly CloudConfig[] {
    return this.equipment.flatMap((one) => one(tier));
  }

  /** Calls `listener` for every tier that is made from now on. */
  public whenAdded(listener: (tier: WatchedTier) => void): void {
    this.listeners.push(listener);
  }

  public add(tier: WatchedTier): void {
    this.members.push(tier);
    for (const listener of this.listeners) listener(tier);
  }
}
