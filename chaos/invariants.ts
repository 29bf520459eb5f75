import { succeeded, type Outcome } from '../drills/measure';
import { RECOVERS_SECONDS, servesWithin, type FaultClass } from './faults/fault-class';
import type { ScheduledFault } from './schedule/fault';
import type { Violation } from './workload';

/** What became of a fault of a schedule. Milliseconds since the run began; undefined where it never was so. */
export interface Lived {
  readonly fault: ScheduledFault;
  readonly began: number;
  readonly cameAbout?: number;
  readonly healBegan?: number;
  readonly healed?: number;
}

/** Less than this share of the requests may fail where the site serves. */
export const MOST_FAILED = 0.02;
/** A fault that the site serves in spite of may cost requests so long after its end, as connections and routes change once more. */
const FELT_SECONDS = 30;
/** Fewer requests say nothing. */
const LEAST_REQUESTS = 30;

interface Judged {
  readonly what: string;
  readonly total: number;
  readonly failed: number;
}

/**
 * Availability as a function of the faults that are present: each request is judged by what there was when it was due. Judged are those with no fault
 * or one that the site serves in spite of; not those of the time in which an earlier fault may still be felt.
 */
export function judgeAvailability(
  lived: readonly Lived[],
  outcomes: readonly Outcome[],
  classOf: (name: string) => FaultClass,
): { readonly judged: readonly Judged[]; readonly violations: readonly Violation[] } {
  const counts = new Map<string, Judged>();
  for (const outcome of outcomes) {
    const what = judgedBy(lived, outcome.at, classOf);
    if (what === undefined) continue;
    const { total, failed } = counts.get(what) ?? { total: 0, failed: 0 };
    counts.set(what, { what, total: total + 1, failed: failed + (succeeded(outcome) ? 0 : 1) });
  }
  const judged = [...counts.values()];
  const violations = judged
    .filter(({ total, failed }) => total >= LEAST_REQUESTS && failed / total > MOST_FAILED)
    .map(({ what, total, failed }) => ({ check: 'serves', what: `${failed} of ${total} requests failed ${what}` }));
  return { judged, violations };
}

/** What a request of this moment is judged by; undefined where nothing is promised. */
function judgedBy(lived: readonly Lived[], at: number, classOf: (name: string) => FaultClass): string | undefined {
  const present = lived.filter(({ began, healed = Infinity }) => began <= at && at < healed);
  const felt = lived.filter(({ fault, healed = Infinity }) => healed <= at && at < healed + feltMs(fault, classOf));
  if (felt.length > 0 || present.length > 1) return undefined;
  const [only] = present;
  if (!only) return 'without a fault';
  const { fault, cameAbout = Infinity, healBegan = Infinity } = only;
  const within = servesWithin(classOf(fault.name), fault.target);
  if (within === undefined || at < cameAbout + within * 1000 || at >= healBegan) return undefined;
  return `under ${fault.name} at ${fault.target} (fault ${fault.number}), later than ${within} s after it struck`;
}

/** How long after its end a fault may still be felt. */
function feltMs({ name, target }: ScheduledFault, classOf: (name: string) => FaultClass): number {
  const found = classOf(name);
  const isBorne = servesWithin(found, target) !== undefined;
  return (isBorne ? FELT_SECONDS : (found.recovers ?? RECOVERS_SECONDS)) * 1000;
}
