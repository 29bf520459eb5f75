import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { now } from '../api/clock';
import type { CloudResources } from '../api/cloud-resources';
import { notFound } from '../api/errors';
import { contains, union } from './gtid';
import { Machines, firstOf } from './machines';
import { clustersOf, membersOf, primaryOf, type DatabaseCluster, type DatabaseEvent, type DatabaseNode } from './model';
import { nodeSpecOf } from './nodes';
import type { ServerLook, Source } from './servers';

/** A server that has been silent for so long is lost: longer than it takes to start again by itself. */
const LOST_AFTER = 4000;
/** A node without its server after so long will not have one. */
const FAILED_AFTER = 240_000;
const LOOK_EVERY = 1000;
/** Of looks at the primary alone, every so many-th is one at all servers. */
const FULL_LOOK = 5;
const PAUSE = 100;

/** After a pass: done; something was changed, so look again; or something takes its time. */
type Progress = 'settled' | 'changed' | 'waiting' | 'reconnects';

/**
 * Runs the cloud's MySQL clusters, as DigitalOcean's operators would: makes nodes, says who leads and who follows, and replaces
 * a lost primary. The only one who decides, so that no two nodes ever lead: a lost primary is powered off before another
 * leads, and a lost standby before writes go on without it.
 *
 * No acknowledged write is lost: a write waits for every standby that is in step, and only such a standby is promoted.
 */
export class ManagedMysqlController {
  private readonly machines: Machines;
  private readonly configured = new Map<number, string>();
  private readonly silentSince = new Map<number, number>();
  private readonly settling = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();
  private closed = false;

  public constructor(private readonly cloud: CloudResources) {
    this.machines = new Machines(cloud);
  }

  private get mysql() {
    return this.cloud.runtime.mysql;
  }

  /** Brings a cluster to where the state wants it; resolves when it is there, or when the cloud's process ends. */
  public settle(cluster: DatabaseCluster): Promise<void> {
    this.again.add(cluster.id);
    let settling = this.settling.get(cluster.id);
    if (!settling) {
      settling = this.settleNow(cluster).finally(() => this.settling.delete(cluster.id));
      this.settling.set(cluster.id, settling);
    }
    return settling;
  }

  /** Looks after all clusters, until `close`. */
  public async watch(): Promise<void> {
    for (let round = 0; !this.closed; round++, await wait(LOOK_EVERY)) {
      for (const cluster of clustersOf(this.cloud.state)) {
        // A look that fails is not a cluster that is well; the others are looked after all the same.
        const isWell = round % FULL_LOOK !== 0 && (await this.seemsWell(cluster).catch(() => false));
        if (!isWell) void this.settle(cluster);
      }
    }
  }

  public close(): void {
    this.closed = true;
  }

  /** Resolves when nothing is under way. */
  public async idle(): Promise<void> {
    await Promise.all(this.settling.values());
  }

  /** Does something on the primary, whoever that is then: once more after a failover in between. What it does may be done twice. */
  public async onPrimary(cluster: DatabaseCluster, work: (primary: number) => Promise<void>): Promise<void> {
    for (const deadline = Date.now() + 60_000; ; await wait(PAUSE)) {
      try {
        if (cluster.deleting) throw notFound('cluster not found');
        const primary = cluster.primary;
        if (primary === null) throw new Error(`cluster ${cluster.name} has no primary yet`);
        return await work(primary);
      } catch (error) {
        if (Date.now() > deadline || this.closed || cluster.deleting) throw error;
      }
    }
  }

  private async settleNow(cluster: DatabaseCluster): Promise<void> {
    while (!this.closed) {
      this.again.delete(cluster.id);
      let progress: Progress = 'waiting';
      try {
        progress = await this.pass(cluster);
      } catch (error) {
        this.cloud.log(`database cluster ${cluster.name}: ${(error as Error).message}`);
        await wait(LOOK_EVERY);
      }
      if (progress === 'settled' && !this.again.has(cluster.id)) return;
      if (progress === 'waiting') await wait(PAUSE);
    }
  }

  private async seemsWell(cluster: DatabaseCluster): Promise<boolean> {
    const primary = primaryOf(cluster);
    const statuses = await Promise.all(cluster.nodes.map(({ id }) => this.cloud.runtime.status(id)));
    return (
      statuses.every(({ power }) => power === 'on') &&
      primary !== undefined &&
      (await this.mysql.look(primary.id)) !== undefined
    );
  }

  private async pass(cluster: DatabaseCluster): Promise<Progress> {
    // A decision that could not be recorded is acted on when it is: another process would decide otherwise.
    await this.cloud.store.save();
    if (cluster.deleting) {
      await this.machines.remove(cluster);
      return 'settled';
    }
    if (await this.machines.match(cluster)) return 'changed';
    const primary = firstOf(cluster)!;
    const look = await this.mysql.look(primary.id);
    if (!look) return this.replacePrimary(cluster, primary);
    this.silentSince.delete(primary.id);
    if (cluster.primary === null) return this.found(cluster, primary);
    await this.configure(cluster, primary);
    if (look.readOnly || look.source !== null) {
      await this.mysql.lead(primary.id, this.acknowledgements(cluster));
      return 'changed';
    }

    const tend = (nodes: readonly DatabaseNode[]) =>
      Promise.all(nodes.map((node) => this.tend(cluster, node, primary, look)));
    const standbys = await tend(membersOf(cluster).filter((node) => node !== primary));
    const wanted = this.acknowledgements(cluster);
    // A statement on accounts that waits for a standby locks out whoever logs in: the standby must be there before anything waits for it.
    if (look.acknowledgements < wanted) {
      if (standbys.includes('changed')) return 'changed';
      if (standbys.includes('reconnects')) return 'waiting';
    }
    if (look.acknowledgements !== wanted) {
      // What the state says of standbys comes first: a process that ends here must not believe a lost one.
      await this.cloud.store.save();
      await this.mysql.lead(primary.id, wanted);
      return 'changed';
    }
    // Only now: a copy for a read replica would wait for writes that wait for a lost standby.
    const results = [...standbys, ...(await tend(cluster.nodes.filter(({ replica }) => replica !== null)))];
    if (results.includes('changed')) return 'changed';
    if (results.includes('waiting') || results.includes('reconnects')) return 'waiting';
    // Looked at again by `watch`.
    if (cluster.status === 'creating' && !this.cloud.pace.hasPassed('database create', cluster.createdAt))
      return 'settled';
    if (cluster.status !== 'online') {
      record(cluster, cluster.status === 'creating' ? 'cluster_create' : 'cluster_update');
      cluster.status = 'online';
      await this.cloud.store.save();
    }
    return 'settled';
  }

  /** How many standbys must have a write before it is acknowledged: all that are in step, or about to be. */
  private acknowledgements(cluster: DatabaseCluster): number {
    return membersOf(cluster).filter(({ id, step }) => id !== cluster.primary && step !== 'out').length;
  }

  private giveUp(node: DatabaseNode): Promise<void> {
    this.silentSince.delete(node.id);
    return this.machines.giveUp(node);
  }

  private async found(cluster: DatabaseCluster, first: DatabaseNode): Promise<Progress> {
    const admin = cluster.users.find(({ role }) => role === 'primary')!;
    await this.mysql.found(first.id, cluster.replicationPassword, admin);
    cluster.primary = first.id;
    await this.cloud.store.save();
    await this.cloud.applyNetwork();
    return 'changed';
  }

  private async replacePrimary(cluster: DatabaseCluster, primary: DatabaseNode): Promise<Progress> {
    const { runtime } = this.cloud;
    const { power } = await runtime.status(primary.id);
    if (cluster.primary === null && power === 'on') return 'waiting';
    if (power === 'on' && !this.isLost(primary)) return 'waiting';
    const standbys = membersOf(cluster).filter((node) => node !== primary && node.step === 'in');
    const alive = (await this.looksOf(standbys)).map(({ node }) => node);
    if (alive.length > 0) return this.failOver(cluster, primary, alive);
    if (power === 'on') return 'waiting';
    // Nobody else has its data: it comes back with them, and so do standbys that were lost with it.
    await this.cloud.applyNetwork();
    for (const node of [primary, ...standbys]) await runtime.powerOn(nodeSpecOf(cluster, node), []);
    return 'waiting';
  }

  private async failOver(cluster: DatabaseCluster, lost: DatabaseNode, standbys: DatabaseNode[]): Promise<Progress> {
    await this.giveUp(lost);
    // Looked at when the lost one can send nothing more. Each has every acknowledged write; one of them may have more.
    const looks = await this.looksOf(standbys);
    const next = looks.find((one) => looks.every((other) => contains(one.has, other.has)));
    if (!next) return 'waiting';
    await this.mysql.catchUp(next.node.id);
    const caughtUp = await this.mysql.look(next.node.id);
    if (!caughtUp || !contains(caughtUp.executed, next.has)) return 'waiting';
    for (const node of membersOf(cluster)) node.step = 'out';
    cluster.primary = next.node.id;
    record(cluster, 'cluster_master_promotion');
    await this.cloud.store.save();
    await this.mysql.lead(next.node.id, 0);
    await this.cloud.applyNetwork();
    this.cloud.log(`database cluster ${cluster.name}: ${next.node.name} is primary in place of ${lost.name}`);
    return 'changed';
  }

  private async looksOf(nodes: readonly DatabaseNode[]): Promise<{ node: DatabaseNode; has: string }[]> {
    const looks = await Promise.all(nodes.map(async (node) => ({ node, look: await this.mysql.look(node.id) })));
    return looks.flatMap(({ node, look }) => (look ? [{ node, has: union(look.executed, look.received) }] : []));
  }

  private isLost({ id }: DatabaseNode, after = LOST_AFTER): boolean {
    const since = this.silentSince.get(id) ?? Date.now();
    this.silentSince.set(id, since);
    return Date.now() - since > after;
  }

  /** Brings a standby or a read replica one step on. `leader` was looked at before: what it had then, the node must have now. */
  private async tend(
    cluster: DatabaseCluster,
    node: DatabaseNode,
    primary: DatabaseNode,
    leader: ServerLook,
  ): Promise<Progress> {
    const counted = node.step !== 'out';
    const look = await this.mysql.look(node.id);
    if (!look) {
      const { power } = await this.cloud.runtime.status(node.id);
      const lost = power === 'off' || this.isLost(node, counted ? LOST_AFTER : FAILED_AFTER);
      if (!lost) return 'waiting';
      await this.giveUp(node);
      // One that never came up has half a system: it begins anew.
      if (!counted) await this.cloud.runtime.destroyDroplet(node.id);
      return 'changed';
    }
    this.silentSince.delete(node.id);
    const source: Source = { address: primary.privateIp, password: cluster.replicationPassword };
    if (!contains(look.executed, leader.purged) || (await this.hasStrayed(look, leader, primary))) {
      if (counted) await this.giveUp(node);
      else await this.mysql.copy(node.id, source);
      this.configured.delete(node.id);
      return 'waiting';
    }
    await this.configure(cluster, node);
    if (look.source !== source.address || !look.replicating || look.acknowledges !== counted) {
      await this.mysql.follow(node.id, source, counted);
      return 'reconnects';
    }
    const isCurrent = contains(union(look.executed, look.received), leader.executed);
    if (node.replica !== null) return this.tendReplica(cluster, node.replica, isCurrent);
    if (node.step === 'in') return 'settled';
    if (!isCurrent) return 'waiting';
    if (node.step === 'joining' && leader.acknowledgements !== this.acknowledgements(cluster)) return 'waiting';
    node.step = node.step === 'out' ? 'joining' : 'in';
    await this.cloud.store.save();
    return 'changed';
  }

  private async tendReplica(cluster: DatabaseCluster, name: string, isCurrent: boolean): Promise<Progress> {
    const replica = cluster.replicas.find((one) => one.name === name);
    if (!replica || replica.status === 'online') return 'settled';
    if (!isCurrent) return 'waiting';
    replica.status = 'online';
    await this.cloud.store.save();
    return 'changed';
  }

  /** It has transactions that the primary has not, as a lost primary may when it comes back. */
  private async hasStrayed(look: ServerLook, leader: ServerLook, primary: DatabaseNode): Promise<boolean> {
    if (contains(leader.executed, look.executed)) return false;
    // Written since the leader was looked at?
    const again = await this.mysql.look(primary.id);
    return again !== undefined && !contains(again.executed, look.executed);
  }

  private async configure(cluster: DatabaseCluster, node: DatabaseNode): Promise<void> {
    const size = cluster.replicas.find(({ name }) => name === node.replica)?.size ?? cluster.size;
    const key = JSON.stringify([cluster.settings, size]);
    if (this.configured.get(node.id) === key) return;
    await this.mysql.configure(node.id, cluster.settings, size);
    this.configured.set(node.id, key);
  }
}

function record(cluster: DatabaseCluster, type: DatabaseEvent['type']): void {
  cluster.events.push({ id: randomUUID(), type, createdAt: now() });
}
