import { setTimeout as wait } from 'node:timers/promises';
import type { Drill, Trial } from './drill';
import { Healing } from './healing';
import { startLoad } from './load';
import { longestPause, measure, succeeded, type Outcome } from './measure';
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

/** The load's own pauses may be so much of a visitor's patience: longer ones would be counted as the site's failures. */
const PAUSE_SHARE = 0.25;
const UNSTEADY_TRIALS = 6;

/** The machine was too busy for a steady load: what was measured says nothing of the site. */
export class UnsteadyLoad extends Error {}

/** One trial: load, fault, recovery, and the account of it. Rejects when it is interrupted, and with `UnsteadyLoad`. */
export async function runTrial(
  drill: Drill,
  site: Site,
  progress: (what: string) => void,
  healing = new Healing(),
): Promise<TrialRecord> {
  healing.throwIfInterrupted();
  progress('waiting until the site is well');
  await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
  const prefix = `drill-${Date.now().toString(36)}`;
  const timeoutMs = drill.patienceMs ?? 5000;
  const load = await startLoad(site.settings, prefix, { timeoutMs });
  const { findings, outcomes, marks } = await underLoad(load, healing, progress, async (mark) => {
    await wait(BEFORE_MS);
    const found = await drill.run(site, mark, healing.register);
    await healing.heal();
    progress('waiting until the site is as before');
    await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
    await wait(AFTER_MS);
    return found;
  });
  const result = measure(outcomes, await site.stored(prefix));
  await site.forget(prefix);
  const pause = longestPause(outcomes);
  if (pause.milliseconds > timeoutMs * PAUSE_SHARE)
    throw new UnsteadyLoad(
      `the load stood still for ${pause.milliseconds} ms, ${Math.round(pause.at / 1000)} s after it began: the machine is too busy`,
    );
  const failedGets = outcomes.filter((one) => one.method === 'GET' && !succeeded(one)).length;
  return { ...result, ...findings, failedGets, outcomes, marks };
}

/** The same, and a trial whose load was unsteady is made anew: at most `UNSTEADY_TRIALS` times. */
export async function runSteadyTrial(
  drill: Drill,
  site: Site,
  progress: (what: string) => void,
  healing: Healing,
): Promise<TrialRecord> {
  for (let unsteady = 1; ; unsteady++) {
    try {
      return await runTrial(drill, site, progress, healing);
    } catch (error) {
      if (!(error instanceof UnsteadyLoad) || unsteady > UNSTEADY_TRIALS) throw error;
      progress(`${error.message}; once more`);
    }
  }
}

export function isMet(drill: Drill, trial: Trial): boolean {
  const kept = drill.met ? drill.met(trial) : trial.failed === 0;
  return kept && trial.duplicated === 0 && trial.lost === 0;
}
