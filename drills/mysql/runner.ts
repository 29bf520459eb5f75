import { setTimeout as wait } from 'node:timers/promises';
import { Cleanup } from '../cleanup';
import { Cluster } from './cluster';
import type { MysqlDrill, MysqlTrial } from './drill';
import { startMysqlLoad } from './load';
import { measureMysql, type Statement } from './measure';
import type { Site } from '../site';
import { underLoad, type Mark } from '../under-load';
import { until } from '../../host/until';

/** The app writes for so long before the fault and after its end. */
const BEFORE_MS = 3000;
const AFTER_MS = 3000;
const WELL_SECONDS = 240;
const APPLY_SECONDS = 30;
const CALLER = 'app-1';

export interface MysqlTrialRecord extends MysqlTrial {
  readonly outcomes: readonly Statement[];
  readonly marks: readonly Mark[];
}

/** One trial: load, fault, recovery, and the account of it on every node. Rejects when it is interrupted. */
export async function runMysqlTrial(
  drill: MysqlDrill,
  site: Site,
  progress: (what: string) => void,
  trial: number,
  cleanup = new Cleanup(),
): Promise<MysqlTrialRecord> {
  cleanup.throwIfInterrupted();
  const cluster = new Cluster(site);
  const untilWell = () => cluster.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
  progress('waiting until the database is well');
  await untilWell();
  const run = Date.now().toString(36);
  const load = await startMysqlLoad(site, CALLER, run);
  const { findings, outcomes, marks } = await underLoad(load, cleanup, progress, async (mark) => {
    await wait(BEFORE_MS);
    const found = await drill.run(cluster, mark, cleanup.register, trial);
    await cleanup.restore();
    progress('waiting until the database is as before');
    await untilWell();
    await wait(AFTER_MS);
    return found;
  });
  const account = async () => {
    const stored = await Promise.all((await cluster.nodes()).map((node) => cluster.stored(node, run)));
    return measureMysql(outcomes, stored, findings ?? {});
  };
  // Secondaries apply what they have received a moment later.
  await until(async () => (await account()).missing === 0, APPLY_SECONDS, 'every node has all').catch(() => undefined);
  const result = await account();
  await cluster.forget(run);
  return { ...result, outcomes, marks };
}
