import { isDeepStrictEqual } from 'node:util';
import { createAuthority } from '../authority';
import { clustersOf } from '../managed-mysql/model';
import { Steward } from '../managed-mysql/steward';
import type { NetworkState, Runtime } from '../runtime';
import type { Action, Droplet } from './model';
import { dropletSpecOf, networkStateOf, volumeSpecOf } from './network-state';
import type { Store } from './store';

export type Log = (line: string) => void;

/**
 * The store and the runtime together: what the APIs change is remembered first and made real after. Work on one droplet
 * happens in order; work on several side by side.
 */
export class Cloud {
  /** How long DigitalOcean's API takes for each answer, seconds: set by drills. */
  public answerDelay = 0;
  public readonly databases = new Steward(this);
  private readonly queues = new Map<number, Promise<void>>();
  private applying: Promise<void> = Promise.resolve();
  private applied: NetworkState | undefined;

  public constructor(
    public readonly store: Store,
    public readonly runtime: Runtime,
    public readonly log: Log,
    /** Signs what is asked for by ACME; to visitors it is one of those that they trust. */
    public readonly publicAuthority = () => createAuthority('CN=Nobody trusts this'),
  ) {}

  public get state() {
    return this.store.state;
  }

  /** Network, firewalls, names and reserved IPs as the state is now; several callers share one pass. */
  public applyNetwork(): Promise<void> {
    this.applying = this.applying
      .catch(() => undefined)
      .then(async () => {
        const wanted = networkStateOf(this.state);
        if (this.applied && isDeepStrictEqual(wanted, this.applied)) return;
        await this.runtime.applyNetwork(wanted);
        // What was applied, not what the state becomes meanwhile.
        this.applied = structuredClone(wanted);
      });
    return this.applying;
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
      await this.store.save();
    });
    this.queues.set(droplet.id, done);
    return done;
  }

  /** Boots the droplet; it is `active` when its init runs. */
  public boot(droplet: Droplet): Promise<void> {
    return this.inBackground(droplet, 'boot', async () => {
      const volumes = this.state.volumes.filter((volume) => volume.dropletId === droplet.id).map(volumeSpecOf);
      await this.applyNetwork();
      await this.runtime.powerOn(dropletSpecOf(this.state, droplet), volumes);
      // A droplet that was on already may lack a volume that a killed process had promised it.
      for (const volume of volumes) await this.runtime.attachVolume(volume, droplet.id);
      droplet.status = 'active';
    });
  }

  public destroy(droplet: Droplet): Promise<void> {
    droplet.deleting = true;
    for (const volume of this.state.volumes) if (volume.dropletId === droplet.id) volume.dropletId = null;
    for (const reserved of this.state.reservedIps) if (reserved.dropletId === droplet.id) reserved.dropletId = null;
    return this.inBackground(droplet, 'delete', async () => {
      await this.runtime.destroyDroplet(droplet.id);
      this.state.droplets.splice(this.state.droplets.indexOf(droplet), 1);
      this.queues.delete(droplet.id);
      await this.applyNetwork();
    });
  }

  /** Records an action and does its work; the action is answered at once and polled. */
  public act(
    fields: Pick<Action, 'type' | 'resourceType' | 'resourceId' | 'region'>,
    work: () => Promise<void>,
  ): Action {
    const action: Action = {
      id: this.store.nextId(),
      ...fields,
      status: 'in-progress',
      startedAt: now(),
      completedAt: null,
    };
    this.state.actions.push(action);
    void work()
      .then(
        () => {
          action.status = 'completed';
        },
        (error: Error) => {
          action.status = 'errored';
          this.log(`${fields.type} of ${fields.resourceType} ${fields.resourceId}: ${error.message}`);
        },
      )
      .then(() => {
        action.completedAt = now();
        return this.store.save();
      });
    return action;
  }

  /** After a start: makes real what the state says. Droplets that were on are booted, half-deleted ones go. */
  public async reconcile(): Promise<void> {
    for (const action of this.state.actions) {
      if (action.status !== 'in-progress') continue;
      action.status = 'errored';
      action.completedAt = now();
    }
    await Promise.all(this.state.volumes.map((volume) => this.runtime.createVolume(volumeSpecOf(volume))));
    await this.applyNetwork();
    for (const droplet of this.state.droplets) {
      if (droplet.deleting) void this.destroy(droplet);
      else if (droplet.status !== 'off') void this.boot(droplet);
    }
    for (const cluster of clustersOf(this.state)) {
      // Its copy ended with the process that looked after it.
      if (cluster.migration?.status === 'running') cluster.migration.status = 'error';
      void this.databases.settle(cluster);
    }
    await this.store.save();
  }

  /** Resolves when nothing is under way. */
  public async idle(): Promise<void> {
    await Promise.all(this.queues.values());
    await this.databases.idle();
    await this.applying;
    await this.store.save();
  }
}

/** In the vendors' form: seconds, UTC. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
