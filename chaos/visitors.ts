import { latest, measure, succeeded, type Outcome } from '../drills/measure';
import type { FaultClass } from './faults/fault-class';
import { judgeAvailability, type Lived } from './invariants';
import type { VisitorsLine } from './run-file';
import type { Violation } from './workload';

/** What visitors saw, and what of it the site promises not to do. `stored`: how often the app has each id. */
export function judgeVisitors(
  lived: readonly Lived[],
  outcomes: readonly Outcome[],
  stored: ReadonlyMap<string, number>,
  classOf: (name: string) => FaultClass,
): { readonly line: VisitorsLine; readonly violations: readonly Violation[] } {
  const { sent, failed, lost, duplicated, slowestMs } = measure(outcomes, stored);
  const { judged, violations } = judgeAvailability(lived, outcomes, classOf);
  const of = (method: string) => outcomes.filter((one) => one.method === method);
  const line: VisitorsLine = {
    line: 'visitors',
    sent,
    failed,
    failedGets: of('GET').filter((one) => !succeeded(one)).length,
    lost,
    duplicated,
    slowestMs,
    lateMs: latest(outcomes).late,
    getGapMs: longestGap(of('GET')),
    postGapMs: longestGap(of('POST')),
    failures: failuresOf(outcomes),
    judged,
  };
  const ids = [
    ...(lost > 0 ? [{ check: 'visitors', what: `${lost} ids that were answered with success are not stored` }] : []),
    ...(duplicated > 0 ? [{ check: 'visitors', what: `${duplicated} ids are stored more than once` }] : []),
  ];
  return { line, violations: [...violations, ...ids] };
}

/** Between two requests that succeeded, by when they were due. */
function longestGap(outcomes: readonly Outcome[]): number {
  const moments = outcomes.filter(succeeded).map(({ at }) => at);
  const ends = outcomes.map(({ at }) => at);
  const edges = [Math.min(...ends), ...moments, Math.max(...ends)].filter(Number.isFinite).sort((a, b) => a - b);
  return edges.reduce((longest, at, i) => Math.max(longest, at - (edges[i - 1] ?? at)), 0);
}

function failuresOf(outcomes: readonly Outcome[]): VisitorsLine['failures'] {
  const seconds = new Map<number, Outcome[]>();
  for (const one of outcomes) {
    const second = Math.floor(one.at / 1000);
    seconds.set(second, [...(seconds.get(second) ?? []), one]);
  }
  return [...seconds].flatMap(([second, all]) => {
    const failed = all.filter((one) => !succeeded(one));
    const results = [...new Set(failed.map(({ method, result }) => `${method} ${result}`))].sort().join(', ');
    return failed.length > 0 ? [[second, failed.length, all.length, results] as const] : [];
  });
}
