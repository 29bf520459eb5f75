import { appendFileSync } from 'node:fs';
import type { Cluster } from '../drills/mysql/cluster';
import { until } from '../host/until';

const CAUGHT_UP_SECONDS = 60;
const TABLES = ['registers', 'lists', 'accounts', 'set', 'beat'];

type Row = readonly [key: string, value: string];

function rowsOf(text: string): readonly Row[] {
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => [line.split('\t')[0]!, line.split('\t')[1] ?? '']);
}

const byNumber = <T>(rows: readonly Row[], value: (text: string) => T) =>
  Object.fromEntries(rows.map(([key, text]) => [Number(key), value(text)]));
const list = (text: string) => text.split(',').filter(Boolean).map(Number);

/** What every database has when all have carried out the same; lines of the history. */
export async function appendFinalReads(cluster: Cluster, run: string, history: string): Promise<void> {
  const nodes = await cluster.nodes();
  const executed = () => Promise.all(nodes.map((node) => cluster.sql(node, 'SELECT @@GLOBAL.gtid_executed')));
  const areEqual = async () => new Set(await executed()).size === 1;
  // Where they never are, the reads below say what differs.
  await until(areEqual, CAUGHT_UP_SECONDS, 'all databases have the same transactions').catch(() => undefined);
  for (const node of nodes) {
    const rows = async (columns: string, table: string, rest = '') =>
      rowsOf(await cluster.sql(node, `SELECT ${columns} FROM app.chaos_${table} WHERE run = '${run}' ${rest}`));
    const final = {
      work: 'final',
      node,
      set: byNumber(await rows('n, COUNT(*)', 'set', 'GROUP BY n'), Number),
      lists: byNumber(await rows('k, v', 'lists'), list),
      registers: byNumber(await rows('k, v', 'registers'), Number),
    };
    appendFileSync(history, `${JSON.stringify(final)}\n`);
  }
}

/** Removes the rows of a run. */
export async function forgetRun(cluster: Cluster, run: string): Promise<void> {
  const primary = await cluster.primary();
  for (const table of TABLES) await cluster.sql(primary, `DELETE FROM app.chaos_${table} WHERE run = '${run}'`);
}
