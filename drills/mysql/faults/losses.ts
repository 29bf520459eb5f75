import { setTimeout as wait } from 'node:timers/promises';
import type { Heal } from '../../drill';
import { cut, drop, freeze, kill, pullThePlug } from '../../faults/services';
import type { Cluster } from '../cluster';
import type { MysqlDrill, MysqlFindings, MysqlTrial } from '../drill';

const WITHIN_S = 8;
const GOAL = `0 acknowledged writes missing, writes back <= ${WITHIN_S} s`;
const FROZEN_MS = 25_000;
/** The fault lasts so long after the failover: a database that comes back sooner would mend it. */
const GOES_ON_MS = 5000;
/** What was under way when the fault came may still be answered. */
const UNDER_WAY_MS = 200;

export const nothingLost = (trial: MysqlTrial) =>
  trial.missing === 0 && trial.duplicated === 0 && trial.acknowledgedCutOff === 0;
export const backWithin = (seconds: number) => (trial: MysqlTrial) =>
  nothingLost(trial) && trial.failedReads === 0 && trial.gapMs <= seconds * 1000;

/** The primary is struck, another node takes its place. */
function primaryDrill(
  what: string,
  strike: (cluster: Cluster, node: string, heal: Heal) => Promise<void>,
  isCutOff = false,
): MysqlDrill {
  return {
    name: `mysql-primary-${what.replace(/[ ,]+/g, '-')}`,
    title: `primary ${what}`,
    goal: GOAL,
    met: backWithin(WITHIN_S),
    async run(cluster, mark, heal): Promise<MysqlFindings> {
      const node = await cluster.primary();
      const at = mark(`${node} ${what}`) + UNDER_WAY_MS;
      await strike(cluster, node, heal);
      await cluster.untilPrimaryIsNot(node, 60);
      mark(`${await cluster.primary()} is primary`);
      await wait(GOES_ON_MS);
      return isCutOff ? { cutOff: { node, at } } : {};
    },
  };
}

/** Databases do not hear it any more; the app does. */
async function cutFromOthers(cluster: Cluster, node: string, heal: Heal): Promise<void> {
  const others = (await cluster.nodes()).filter((one) => one !== node);
  const addresses = (await Promise.all(others.map((one) => cluster.address(one)))).join(', ');
  await drop(cluster.site, node, 'drill_in', 'input', `ip saddr { ${addresses} }`, heal);
  await drop(cluster.site, node, 'drill_out', 'output', `ip daddr { ${addresses} }`, heal);
}

async function freezeForAWhile({ site }: Cluster, node: string, heal: Heal): Promise<void> {
  await freeze(site, node, heal);
  await wait(FROZEN_MS);
  await site.runtime.thaw((await site.droplet(node)).id);
}

export const lossDrills: readonly MysqlDrill[] = [
  primaryDrill('killed', ({ site }, node) => kill(site, node, 'mysql')),
  primaryDrill('lost', ({ site }, node, heal) => pullThePlug(site, node, heal)),
  primaryDrill('partitioned', ({ site }, node, heal) => cut(site, node, heal), true),
  primaryDrill('cut from the other databases', cutFromOthers, true),
  primaryDrill('frozen for 25 s', freezeForAWhile, true),
  {
    name: 'mysql-secondary-lost',
    title: 'secondary lost',
    goal: GOAL,
    met: backWithin(WITHIN_S),
    async run(cluster, mark, heal) {
      const [node] = await cluster.secondaries();
      mark(`${node} lost`);
      await pullThePlug(cluster.site, node!, heal);
      await wait(10_000);
    },
  },
];
