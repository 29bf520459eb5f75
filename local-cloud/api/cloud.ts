import { randomBytes } from 'node:crypto';
import { createAuthority } from '../authority';
import { clustersOf } from '../managed-mysql/model';
import { ManagedMysqlController } from '../managed-mysql/controller';
import type { Runtime } from '../runtime';
import { AppliedNetwork } from './applied-network';
import { NOTHING, Queue, Queues, add, assign, inOrder, remove, type Undo } from './change';
import { now } from './clock';
import type { CloudResources, Log } from './cloud-resources';
import { Faults } from './faults/faults';
import { Pace } from './pace';
import { LIMITS, type Limits } from './digitalocean/limits';
import type { Action, Droplet } from './model';
import { dropletSpecOf, volumeSpecOf, type Unapplied } from './network-state';
import { RateLimits } from './rate-limits/rate-limits';
import type { Store } from './store';

/** An action of the APIs, for `Cloud.act`. */
export interface Act extends Pick<Action, 'type' | 'resourceType' | 'resourceId' | 'region'> {
  /** Validates and changes the state. */
  readonly make: () => Undo;
  readonly work: () => Promise<void>;
  /** Applying the network is all of the work: it begins while the record is written, for a failed record applies the network again. @default false */
  readonly ofNetworkAlone?: boolean;
}

/**
 * The store and the runtime together: what the APIs change is remembered first and made real after. Work on one droplet
 * happens in order; work on several side by side.
 */
export class Cloud implements CloudResources {
  /** Of the APIs, on request. */
  public readonly faults = new Faults();
  public readonly rateLimits = new RateLimits();
  /** Of the account. */
  public limits: Readonly<Limits> = LIMITS;
  /** What the local cloud's own programs show at /local. */
  public readonly localToken = randomBytes(32).toString('hex');
  public readonly databases = new ManagedMysqlController(this);
  /** Changes of a database cluster that wait for its servers: one at a time, so that nothing comes between check and change. */
  public readonly clusterChanges = new Queues<string>();
  private readonly queues = new Map<number, Promise<void>>();
  private readonly changes = new Queue();
  private readonly network: AppliedNetwork;

  public constructor(
    public readonly store: Store,
    public readonly runtime: Runtime,
    public readonly log: Log,
    /** Signs what is asked for by ACME; to visitors it is one of those that they trust. */
    public readonly publicAuthority = () => createAuthority('CN=Nobody trusts this'),
    public readonly pace = new Pace(),
  ) {
    this.network = new AppliedNetwork(runtime, log);
  }

  public get state() {
    return this.store.state;
  }

  /** Network, firewalls, names and reserved IPs as the state is now. */
  public applyNetwork(): Promise<void> {
    return this.network.apply(this.state);
  }

  /** Why a resource is not applied; undefined when it is. */
  public whyNotApplied(id: string): string | undefined {
    return this.unapplied.find((one) => one.id === id)?.why;
  }

  public get unapplied(): readonly Unapplied[] {
    return this.network.unapplied;
  }

  /**
   * A change of the state as one step: `make` validates and changes without a pause, `real` makes it so on the machine, and then it is
   * on disk. When either fails, the change is taken back: nothing of a refused request stays. One at a time, so that what is taken back
   * is nobody else's.
   */
  public commit(make: () => Undo, real: () => Promise<void> = () => this.applyNetwork()): Promise<void> {
    return this.changes.run(async () => {
      const undo = make();
      try {
        await real();
        await this.store.save();
      } catch (error) {
        undo();
        const logged = (second: Error) => this.log(`after a failed change: ${second.message}`);
        await this.applyNetwork().catch(logged);
        // Somebody else's write may have taken the change along.
        await this.store.save().catch(logged);
        throw error;
      }
    });
  }

  /** A change of the state alone, as one step: nothing on the machine depends on it, or what does comes after it. */
  public record(make: () => Undo): Promise<void> {
    return this.commit(make, () => Promise.resolve());
  }

  /** Does `work` on a droplet in the background, after what was asked of it before; failures are its `failure`. */
  public inBackground(droplet: Droplet, what: string, work: () => Promise<void>): Promise<void> {
    const before = this.queues.get(droplet.id) ?? Promise.resolve();
    const done = before.then(async () => {
      try {
        await work();
        delete droplet.failure;
      } catch (error) {
        droplet.failure = `${what}: ${(error as Error).message}`;
        this.log(`droplet ${droplet.name}: ${droplet.failure}`);
      }
      await this.store.save().catch((error: Error) => this.log(`droplet ${droplet.name}: ${error.message}`));
    });
    this.queues.set(droplet.id, done);
    return done;
  }

  /** Boots the droplet; it is `active` when its init runs. */
  public boot(droplet: Droplet): Promise<void> {
    return this.inBackground(droplet, 'boot', async () => {
      const least = droplet.status === 'new' ? this.pace.pass('droplet create') : undefined;
      const volumes = this.state.volumes.filter((volume) => volume.dropletId === droplet.id).map(volumeSpecOf);
      await this.applyNetwork();
      await this.runtime.powerOn(dropletSpecOf(this.state, droplet), volumes);
      // A droplet that was on already may lack a volume that a killed process had promised it.
      for (const volume of volumes) await this.runtime.attachVolume(volume, droplet.id);
      await least;
      droplet.status = 'active';
    });
  }

  /** Takes a droplet out of the state's sight; what it holds is free. */
  public markDeleting(droplet: Droplet): Undo {
    const held = [...this.state.volumes, ...this.state.reservedIps].filter(({ dropletId }) => dropletId === droplet.id);
    return inOrder(assign(droplet, { deleting: true }), ...held.map((one) => assign(one, { dropletId: null })));
  }

  /** Of one that is marked. */
  public destroy(droplet: Droplet): Promise<void> {
    return this.inBackground(droplet, 'delete', async () => {
      await this.runtime.destroyDroplet(droplet.id);
      remove(this.state.droplets, droplet);
      this.queues.delete(droplet.id);
      await this.applyNetwork();
    });
  }

  /** Records an action with its change, and does its work; the action is answered at once and polled. The change of one that fails is taken back. */
  public async act({ make, work, ofNetworkAlone = false, ...fields }: Act): Promise<Action> {
    let undo = NOTHING;
    const action = this.newAction(fields);
    const slowed = this.pace.slowed(`${fields.resourceType} ${fields.type}`, work);
    let working: Promise<void> | undefined;
    const begin = () => {
      working ??= slowed();
      working.catch(() => undefined);
      return working;
    };
    const record = () => {
      undo = make();
      return inOrder(undo, add(this.state.actions, action));
    };
    await this.commit(record, () => {
      if (ofNetworkAlone) void begin();
      return Promise.resolve();
    });
    this.settle(action, begin(), undo);
    return action;
  }

  /** One that has begun; whoever makes it records it. */
  public newAction(fields: Pick<Action, 'type' | 'resourceType' | 'resourceId' | 'region'>): Action {
    return { id: this.store.nextId(), ...fields, status: 'in-progress', startedAt: now(), completedAt: null };
  }

  /** Notes how the work of a recorded action ends. */
  public settle(action: Action, working: Promise<void>, undo: Undo = NOTHING): void {
    void working
      .then(
        () => {
          action.status = 'completed';
        },
        (error: Error) => {
          undo();
          action.status = 'errored';
          this.log(`${action.type} of ${action.resourceType} ${action.resourceId}: ${error.message}`);
        },
      )
      .then(() => {
        action.completedAt = now();
        return this.store.save();
      })
      .catch((error: Error) => this.log(`action ${action.id}: ${error.message}`));
  }

  /**
   * After a start: makes real what the state says. Droplets that were on are booted, half-deleted ones go. Always comes to its end: what
   * cannot be made real is marked or logged.
   */
  public async reconcile(): Promise<void> {
    for (const action of this.state.actions) {
      if (action.status !== 'in-progress') continue;
      action.status = 'errored';
      action.completedAt = now();
    }
    const logged = (what: string) => (error: Error) => this.log(`${what}: ${error.message}`);
    await Promise.all(
      this.state.volumes.map((volume) =>
        this.runtime.createVolume(volumeSpecOf(volume)).catch(logged(`volume ${volume.name}`)),
      ),
    );
    await this.applyNetwork().catch(logged('network'));
    for (const droplet of this.state.droplets) {
      if (droplet.deleting) {
        this.markDeleting(droplet);
        void this.destroy(droplet);
      } else if (droplet.status !== 'off') void this.boot(droplet);
    }
    for (const cluster of clustersOf(this.state)) {
      // Its copy ended with the process that looked after it.
      if (cluster.migration?.status === 'running') cluster.migration.status = 'error';
      void this.databases.settle(cluster);
    }
    await this.store.save().catch(logged('state'));
  }

  /** Resolves when nothing is under way. */
  public async idle(): Promise<void> {
    await Promise.all(this.queues.values());
    await this.databases.idle();
    await this.changes.idle();
    await this.network.idle();
    await this.store.save().catch((error: Error) => this.log(`state: ${error.message}`));
  }
}
