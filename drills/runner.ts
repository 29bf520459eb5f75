import { setTimeout as wait } from 'node:timers/promises';
import { describeRate, rateFor } from './calibration';
import type { Drill, Trial } from './drill';
import { Cleanup } from './cleanup';
import { startLoad } from './load';
import { latest, measure, succeeded, type Outcome } from './measure';
import type { Site } from './site';
import { underLoad, type Mark } from './under-load';

/** Visitors come for so long before the fault and after its end. */
const BEFORE_MS = 2000;
const AFTER_MS = 2000;
const WELL_SECONDS = 120;

export interface TrialRecord extends Trial {
  readonly outcomes: readonly Outcome[];
  readonly marks: readonly Mark[];
}

/** A request may leave late by this share of a visitor's patience: what is later would count as the site's failure. */
const LATE_SHARE = 0.25;
const UNSTEADY_TRIALS = 6;

/** The machine was too busy for a steady load: what was measured says nothing of the site. */
export class UnsteadyLoad extends Error {}

/** The trial that counts, and why those before it do not. */
export interface SteadyTrial extends TrialRecord {
  readonly discarded: readonly string[];
}

/** One trial: load, fault, recovery, and the account of it. Rejects when it is interrupted, and with `UnsteadyLoad`. */
export async function runTrial(
  drill: Drill,
  site: Site,
  progress: (what: string) => void,
  cleanup = new Cleanup(),
): Promise<TrialRecord> {
  cleanup.throwIfInterrupted();
  progress('waiting until the site is well');
  await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
  const rate = await rateFor(site, progress);
  const prefix = `drill-${Date.now().toString(36)}`;
  const timeoutMs = drill.patienceMs ?? 5000;
  const load = await startLoad(site.settings, prefix, { timeoutMs, perSecond: rate.perSecond });
  progress(describeRate(rate));
  const { findings, outcomes, marks } = await underLoad(load, cleanup, progress, async (mark) => {
    await wait(BEFORE_MS);
    const found = await drill.run(site, mark, cleanup.register);
    await cleanup.restore();
    progress('waiting until the site is as before');
    await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
    await wait(AFTER_MS);
    return found;
  });
  const result = measure(outcomes, await site.stored(prefix));
  await site.forget(prefix);
  const { at, late } = latest(outcomes);
  if (late > timeoutMs * LATE_SHARE) throw new UnsteadyLoad(whyUnsteady(late, at, marks));
  const failedGets = outcomes.filter((one) => one.method === 'GET' && !succeeded(one)).length;
  return { ...result, ...findings, failedGets, load: `${rate.perSecond}/s, ${rate.generator}`, outcomes, marks };
}

/** Relative to what the drill did last: trials that are discarded because of the fault itself must be recognizable. */
function whyUnsteady(late: number, at: number, marks: readonly Mark[]): string {
  const last = marks.filter((mark) => mark.at <= at).at(-1);
  const when = last ? `${at - last.at} ms after '${last.what}'` : 'before the fault';
  return `a request left ${late} ms late, ${when}`;
}

/** The same; a trial whose load was unsteady is discarded and repeated, at most `UNSTEADY_TRIALS` times. */
export async function runSteadyTrial(
  drill: Drill,
  site: Site,
  progress: (what: string) => void,
  cleanup: Cleanup,
): Promise<SteadyTrial> {
  const discarded: string[] = [];
  for (;;) {
    try {
      return { ...(await runTrial(drill, site, progress, cleanup)), discarded };
    } catch (error) {
      if (!(error instanceof UnsteadyLoad)) throw error;
      discarded.push(error.message);
      if (discarded.length > UNSTEADY_TRIALS)
        throw new UnsteadyLoad(`the machine is too busy for this drill: ${discarded.join('; ')}`);
      progress(`discarded: ${error.message}; once more`);
    }
  }
}

export function isMet(drill: Drill, trial: Trial): boolean {
  const kept = drill.met ? drill.met(trial) : trial.failed === 0;
  return kept && trial.duplicated === 0 && trial.lost === 0;
}
