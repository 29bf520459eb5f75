import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Cloud } from '../../../../local-cloud/api/cloud';
import { Store } from '../../../../local-cloud/api/store';
import type { Unapplied } from '../../../../local-cloud/api/network-state';
import { MemoryRuntime } from '../../../../local-cloud/memory-runtime';
import { renderPacketFilter } from '../../../../local-cloud/network/render-packet-filter';
import type { NetworkState } from '../../../../local-cloud/runtime';
import { TestCloud } from './cloud';
import {
  carryOut,
  databaseBatches,
  listing,
  networkBatches,
  permutations,
  placesOf,
  type Batch,
  type Entry,
  type Kind,
  type Model,
  type Outcome,
} from './request-model';

const KINDS: readonly Kind[] = [
  'cluster',
  'database',
  'domain',
  'firewall',
  'project',
  'record',
  'reservedIp',
  'user',
  'volume',
  'vpc',
  'zone',
];
const keys = (entries: readonly Entry[]) => entries.map((entry) => [...entry].sort().join('|')).sort();

/** A cloud beside its model: batches of requests are sent at once, and must come out as some order of them does in the model. */
class Pair {
  private readonly places: ReturnType<typeof placesOf>;
  private readonly hidden = new Set<string>();
  private readonly kinds: readonly Kind[];

  public constructor(
    private readonly cloud: TestCloud,
    cluster = '',
  ) {
    this.places = placesOf(cloud.cloud.state.zones[0]!.id, cluster);
    this.kinds = KINDS.filter((kind) => cluster !== '' || (kind !== 'user' && kind !== 'database'));
  }

  /** What is there already is none of the model's business. */
  public async begin(): Promise<this> {
    for (const kind of this.kinds)
      for (const { id } of await listing(this.cloud, this.places[kind], this.hidden)) this.hidden.add(id);
    return this;
  }

  /** Sends a batch. Gives what came of it, and all that may. */
  public async send(batch: Batch): Promise<{ seen: object; possible: object[] }> {
    const before = await this.all();
    const model = Object.fromEntries(KINDS.map((kind) => [kind, before[kind].map(({ unique }) => [...unique])]));
    if (batch.isMachineDown) this.cloud.runtime.isDown = true;
    const outcomes = await Promise.all(
      batch.requests.map(async (request): Promise<Outcome> => {
        const { path } = this.places[request.kind];
        const { status } =
          request.verb === 'create'
            ? await this.cloud.ask('POST', path, request.body)
            : await this.cloud.ask('DELETE', `${path}/${before[request.kind][request.index]?.id ?? 'none'}`);
        return status < 300 ? 'done' : status < 500 ? 'refused' : 'failed';
      }),
    );
    this.cloud.runtime.isDown = false;
    await this.cloud.cloud.idle();
    const after = await this.all();
    const seen = {
      outcomes,
      ...Object.fromEntries(this.kinds.map((kind) => [kind, keys(after[kind].map(({ unique }) => unique))])),
    };
    const possible = permutations(batch.requests.map((_, i) => i)).map((order) => {
      const result = carryOut(model as unknown as Model, { ...batch, requests: order.map((i) => batch.requests[i]!) });
      return {
        outcomes: batch.requests.map((_, i) => result.outcomes[order.indexOf(i)]!),
        ...Object.fromEntries(this.kinds.map((kind) => [kind, keys(result.model[kind])])),
      };
    });
    return { seen, possible };
  }

  private async all(): Promise<Record<Kind, Awaited<ReturnType<typeof listing>>>> {
    const lists = await Promise.all(
      KINDS.map(async (kind) => [
        kind,
        this.kinds.includes(kind) ? await listing(this.cloud, this.places[kind], this.hidden) : [],
      ]),
    );
    return Object.fromEntries(lists) as never;
  }
}

/** What another process that finds the same file makes of it. */
async function restarted(cloud: Cloud): Promise<{ network: NetworkState; unapplied: readonly Unapplied[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'again-'));
  try {
    cpSync(cloud.store.directory, directory, { recursive: true });
    const runtime = new MemoryRuntime();
    const again = new Cloud(await Store.open(directory, 'test'), runtime, () => undefined);
    await again.reconcile();
    again.databases.close();
    await again.idle();
    return { network: runtime.network!, unapplied: again.unapplied };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Back to what a run begins with: droplets, the first zone and the first cluster. */
async function clear(cloud: Cloud): Promise<void> {
  const { state } = cloud;
  for (const list of [state.firewalls, state.reservedIps, state.volumes, state.tags, state.domains]) list.length = 0;
  state.vpcs.splice(0, state.vpcs.length, ...state.vpcs.filter((vpc) => vpc.isDefault));
  state.zones.length = 1;
  state.projects.length = 1;
  state.zones[0]!.records.length = 0;
  for (const [i, cluster] of (state.managedMysql?.clusters ?? []).entries()) {
    if (i === 0) cluster.users.length = cluster.databases.length = 1;
    else {
      cluster.deleting = true;
      void cloud.databases.settle(cluster);
    }
  }
  await cloud.applyNetwork();
  await cloud.idle();
}

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

test('requests that come at once have the outcome of some order of them, and a refused or failed one leaves nothing', async () => {
  const droplets = [await cloud.newDroplet(), await cloud.newDroplet()];
  await fc.assert(
    fc
      .asyncProperty(networkBatches(droplets), async (batches) => {
        const pair = await new Pair(cloud).begin();
        for (const batch of batches) {
          const { seen, possible } = await pair.send(batch);
          expect(possible).toContainEqual(seen);
        }
        expect(cloud.cloud.unapplied).toEqual([]);
        const { network, unapplied } = await restarted(cloud.cloud);
        expect(unapplied).toEqual([]);
        expect(renderPacketFilter(network)).not.toMatch(/banana|#|99999/);
      })
      .beforeEach(() => clear(cloud.cloud)),
    { numRuns: 25 },
  );
});

test('requests about databases and projects that come at once have the outcome of some order of them', async () => {
  const fields = { name: 'first', engine: 'mysql', size: 'db-s-1vcpu-1gb', region: 'fra1', num_nodes: 1 };
  const { database } = (await cloud.ask('POST', '/v2/databases', fields)).body as { database: { id: string } };
  await cloud.cloud.idle();
  await fc.assert(
    fc
      .asyncProperty(databaseBatches, async (batches) => {
        const pair = await new Pair(cloud, database.id).begin();
        for (const batch of batches) {
          const { seen, possible } = await pair.send(batch);
          expect(possible).toContainEqual(seen);
        }
      })
      .beforeEach(() => clear(cloud.cloud)),
    { numRuns: 10 },
  );
});
