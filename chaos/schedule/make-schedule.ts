import { randomSequence } from '../../local-cloud/api/faults/random';
import type { Schedulable, ScheduledFault } from './fault';

/** Of a schedule: everything else follows from these. */
export interface ScheduleOptions {
  readonly seed: number;
  readonly minutes: number;
  /** The order matters: the seed chooses by it. */
  readonly classes: readonly Schedulable[];
}

/** Share of the rounds with one fault, and with one or two. */
const ONE = 0.45;
const UP_TO_TWO = 0.8;
/** The next fault of a round begins so many seconds after the one before, at most. */
const MOST_APART = 10;
/** Without a fault, before the first round and after each, seconds. */
const CALM: readonly [number, number] = [15, 35];

/**
 * The faults of a run, by when they strike: rounds of one to three that overlap, with calm between them. No round has two of one class, or two
 * at one target. The same options give the same schedule.
 */
export function makeSchedule({ seed, minutes, classes }: ScheduleOptions): readonly ScheduledFault[] {
  const random = randomSequence(seed);
  const within = ([least, most]: readonly [number, number]) => least + Math.floor(random() * (most - least + 1));
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!;
  const faults: ScheduledFault[] = [];
  for (let start = within(CALM); ;) {
    const chance = random();
    const count = chance < ONE ? 1 : chance < UP_TO_TWO ? 2 : 3;
    const round: ScheduledFault[] = [];
    for (let at = start; round.length < count; at += within([0, MOST_APART])) {
      const free = classes.filter(({ name }) => !round.some((other) => other.name === name));
      if (free.length === 0) break;
      const { name, targets, seconds, parameters = {} } = pick(free);
      const target = pick(targets);
      const drawn = Object.entries(parameters).map(([key, range]) => [key, within(range)] as const);
      const duration = within(seconds);
      if (round.some((other) => other.target === target || at >= other.at + other.seconds)) break;
      const number = faults.length + round.length + 1;
      round.push({ number, name, target, at, seconds: duration, parameters: Object.fromEntries(drawn) });
    }
    const end = Math.max(...round.map(({ at, seconds }) => at + seconds));
    if (classes.length === 0 || end > minutes * 60) return faults;
    faults.push(...round);
    start = end + within(CALM);
  }
}
