import { setTimeout as wait } from 'node:timers/promises';
import { pullThePlug } from '../../faults/services';
import { until } from '../../../host/until';
import type { Cluster } from '../cluster';
import type { MysqlDrill } from '../drill';
import { backWithin, nothingLost } from './losses';

const WITHIN_S = 30;
const DISK_FULL_WITHIN_S = 20;
/** In which order the nodes come back; by how old their data is, the stalest is 0. Stale ones first in most. */
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/** So long do writes go on that the node before did not see. */
const WRITES_BETWEEN_MS = 4000;

async function untilExpelled(cluster: Cluster, witness: string, members: number): Promise<void> {
  const count = 'SELECT COUNT(*) FROM performance_schema.replication_group_members';
  await until(
    async () => Number(await cluster.sql(witness, count)) === members,
    30,
    `${witness} sees ${members} members`,
  );
}

export const outageDrills: readonly MysqlDrill[] = [
  {
    name: 'mysql-disk-full',
    title: 'disk full on the primary',
    goal: `0 acknowledged writes missing, writes back <= ${DISK_FULL_WITHIN_S} s, by itself`,
    met: backWithin(DISK_FULL_WITHIN_S),
    async run(cluster, mark, heal) {
      const node = await cluster.primary();
      heal(() => cluster.site.on(node, 'rm -f /srv/mysql/drill'));
      mark(`volume of ${node} full`);
      await cluster.site.on(node, 'fallocate -l $(df --output=avail -B1 /srv/mysql | tail -n 1) /srv/mysql/drill');
      await cluster.untilPrimaryIsNot(node, 120);
      mark(`${await cluster.primary()} is primary`);
      await wait(5000);
    },
  },
  {
    name: 'mysql-both-secondaries-lost',
    title: 'both secondaries lost at once, then back: without a majority nothing is written',
    goal: `0 acknowledged writes missing, writes back <= ${WITHIN_S} s after their return`,
    met: (trial) => nothingLost(trial) && trial.gapMs <= WITHIN_S * 1000,
    async run(cluster, mark, heal) {
      const secondaries = await cluster.secondaries();
      mark(`${secondaries.join(' and ')} lost`);
      await Promise.all(secondaries.map((node) => pullThePlug(cluster.site, node, heal)));
      await wait(15_000);
      const countFrom = mark('they start');
      await Promise.all(secondaries.map((node) => cluster.site.power(node, 'start')));
      await until(async () => (await cluster.primary()) !== '', 180, 'a primary takes writes');
      mark(`${await cluster.primary()} is primary`);
      return { countFrom };
    },
  },
  {
    name: 'mysql-all-down',
    title: 'all nodes lost one after the other, and back in every order, stale ones first',
    goal: `0 acknowledged writes missing, writes back <= ${WITHIN_S} s after the last one's return`,
    met: (trial) => nothingLost(trial) && trial.gapMs <= WITHIN_S * 1000,
    async run(cluster, mark, heal, trial) {
      const [stalest, stale] = await cluster.secondaries();
      const last = await cluster.primary();
      const lost = [stalest!, stale!, last];
      for (const [i, node] of lost.entries()) {
        mark(`${node} lost`);
        await pullThePlug(cluster.site, node, heal);
        if (i === 0) {
          await untilExpelled(cluster, last, 2);
          await wait(WRITES_BETWEEN_MS);
        }
      }
      let countFrom = 0;
      for (const index of ORDERS[(trial - 1) % ORDERS.length]!) {
        const node = lost[index]!;
        countFrom = mark(`${node} starts`);
        await cluster.site.power(node, 'start');
        await wait(2000);
      }
      await until(async () => (await cluster.primary()) !== '', 240, 'a primary takes writes');
      mark(`${await cluster.primary()} is primary`);
      return { countFrom };
    },
  },
];
