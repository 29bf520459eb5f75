import { setTimeout as wait } from 'node:timers/promises';
import type { Drill, Trial } from './drill';
import { startLoad } from './load';
import { measure, succeeded, type Outcome } from './measure';
import type { Site } from './site';

/** Visitors come for so long before the fault and after its end. */
const BEFORE_MS = 2000;
const AFTER_MS = 2000;
const WELL_SECONDS = 120;

export interface Mark {
  readonly at: number;
  readonly what: string;
}

export interface TrialRecord extends Trial {
  readonly outcomes: readonly Outcome[];
  readonly marks: readonly Mark[];
}

/** What there is to undo, the last first; each once. */
const undos: (() => Promise<unknown>)[] = [];

/** Undoes what the running drill has broken, for whoever interrupts it too. Rejects with the first failure, after all are tried. */
export async function healAll(): Promise<void> {
  let failure: unknown;
  for (let undo = undos.pop(); undo; undo = undos.pop()) await undo().catch((error: unknown) => (failure ??= error));
  if (failure) throw failure as Error;
}

/** One trial: load, fault, recovery, and the account of it. */
export async function runTrial(drill: Drill, site: Site, progress: (what: string) => void): Promise<TrialRecord> {
  progress('waiting until the site is well');
  await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
  const prefix = `drill-${Date.now().toString(36)}`;
  const load = await startLoad(site.settings, prefix, { timeoutMs: drill.patienceMs ?? 5000 });
  const marks: Mark[] = [];
  const mark = (what: string) => {
    marks.push({ at: load.now(), what });
    progress(what);
  };
  try {
    await wait(BEFORE_MS);
    await drill.run(site, mark, (undo) => undos.push(undo));
    await healAll();
    progress('waiting until the site is as before');
    await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
    await wait(AFTER_MS);
  } finally {
    await load.stop();
    await healAll().catch(() => undefined);
  }
  const outcomes = [...load.outcomes].sort((a, b) => a.at - b.at);
  const result = measure(outcomes, await site.stored(prefix));
  const failedGets = outcomes.filter((one) => one.method === 'GET' && !succeeded(one)).length;
  return { ...result, failedGets, outcomes, marks };
}

export function isMet(drill: Drill, trial: Trial): boolean {
  const kept = drill.met ? drill.met(trial) : trial.failed === 0;
  return kept && trial.duplicated === 0 && trial.lost === 0;
}
