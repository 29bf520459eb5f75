import { succeeded, type Outcome } from '../measure';
import type { MysqlFindings, MysqlTrial } from './drill';

/** What became of one statement (client.py). */
export interface Statement extends Outcome {
  readonly method: 'INSERT' | 'SELECT';
  /** Host name of the server that answered. */
  readonly node: string;
  readonly staleMilliseconds?: number;
}

/** `stored`: of every node, how often it has each id. */
export function measureMysql(
  sent: readonly Statement[],
  stored: readonly ReadonlyMap<string, number>[],
  { countFrom = 0, countTo = Infinity, cutOff }: MysqlFindings = {},
): MysqlTrial {
  const statements = sent.filter(({ at }) => at <= countTo);
  const writes = statements.filter(({ method }) => method === 'INSERT');
  const reads = statements.filter(({ method }) => method === 'SELECT');
  const acknowledged = writes.filter(succeeded);
  const ids = acknowledged.map(({ id }) => id!);
  return {
    gapMs: longestGap(acknowledged, countFrom, endOf(writes)),
    acknowledged: acknowledged.length,
    refused: writes.length - acknowledged.length,
    missing: ids.filter((id) => stored.some((node) => !node.has(id))).length,
    duplicated: ids.filter((id) => stored.some((node) => (node.get(id) ?? 0) > 1)).length,
    acknowledgedCutOff: acknowledged.filter(({ at, node }) => cutOff && node === cutOff.node && at > cutOff.at).length,
    reads: reads.length,
    failedReads: reads.filter((one) => !succeeded(one)).length,
    stalestMs: reads.reduce((stalest, { staleMilliseconds = 0 }) => Math.max(stalest, staleMilliseconds), 0),
  };
}

/** Also the one that had not ended when the load did. */
function longestGap(acknowledged: readonly Statement[], countFrom: number, end: number): number {
  const moments = [...acknowledged.map(endOfOne), end].sort((a, b) => a - b);
  const gaps = moments.map((moment, i) => moment - Math.max(countFrom, moments[i - 1] ?? moment));
  return gaps.reduce((longest, gap) => Math.max(longest, gap), 0);
}

function endOf(statements: readonly Statement[]): number {
  return statements.reduce((last, one) => Math.max(last, endOfOne(one)), 0);
}

function endOfOne({ at, milliseconds }: Statement): number {
  return at + milliseconds;
}
