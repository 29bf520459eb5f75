import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cleanup } from '../drills/cleanup';
import { startLoad } from '../drills/load';
import { Cluster } from '../drills/mysql/cluster';
import type { Site } from '../drills/site';
import { classOf } from './faults/classes';
import { RECOVERS_SECONDS } from './faults/fault-class';
import { appendFinalReads, forgetRun } from './final-reads';
import type { Lived } from './invariants';
import { leftovers } from './leftovers';
import { messageOf, perform, recoverySeconds, type Stage } from './perform';
import { readRun, type EndLine, type EventLine, type Line, type Run, type RunLine } from './run-file';
import type { ScheduledFault } from './schedule/fault';
import { StruckFaults } from './struck-faults';
import { judgeVisitors } from './visitors';
import { judge, startWorkload, type Violation, type Workload } from './workload';

const CALLER = 'app-1';
export const VISITORS_PER_SECOND = 30;
const POST_EVERY = 10;
const PATIENCE_MS = 5000;
const WELL_SECONDS = 240;
/** After the time in which the site must be as before: what comes later is a violation with a figure. */
const LATER_SECONDS = 240;
/** Operations go on for so long before the first fault, and once everything is as before. */
const CALM_MS = 10_000;

export interface ChaosRun {
  readonly site: Site;
  readonly header: Omit<RunLine, 'line'>;
  readonly schedule: readonly ScheduledFault[];
  /** Of the run: JSON lines. */
  readonly file: string;
  /** Of every operation: JSON lines. */
  readonly history: string;
  /** Why a plan is not empty. */
  readonly plan: () => Promise<string | undefined>;
  readonly progress: (what: string) => void;
  readonly cleanup: Cleanup;
}

/** One run: operations, faults, healing, and the verdict, all of which its file tells. Rejects when it is interrupted; the file then says so. */
export async function runChaos(run: ChaosRun): Promise<Run> {
  const { site, header, schedule, file, history, progress, cleanup } = run;
  const cluster = new Cluster(site);
  const struck = new StruckFaults(site.settings, classOf);
  if (struck.list.length > 0) progress(`healing ${struck.list.length} faults that an earlier run has left`);
  await struck.healAll(cluster, progress);
  await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
  cleanup.register(() => struck.healAll(cluster, progress));

  for (const one of [file, history]) mkdirSync(dirname(one), { recursive: true });
  writeFileSync(file, '');
  const write = (line: Line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  write({ line: 'run', ...header });
  for (const fault of schedule) write({ line: 'fault', ...fault });
  const end = (more: Omit<EndLine, 'line'>) => write({ line: 'end', ...more });
  try {
    end(await runUnder(run, cluster, struck, write));
  } catch (error) {
    await struck.healAll(cluster, progress).catch(() => undefined);
    const broken = messageOf(error);
    end({ struck: 0, broken, violations: [{ check: 'end', what: `the run has no verdict: ${broken}` }] });
    cleanup.throwIfInterrupted();
  }
  return readRun(file);
}

async function runUnder(
  { site, header, schedule, history, plan, progress, cleanup }: ChaosRun,
  cluster: Cluster,
  struck: StruckFaults,
  write: (line: Line) => void,
): Promise<Omit<EndLine, 'line'>> {
  const id = `chaos-${Date.now().toString(36)}`;
  const workload = await startWorkload(cluster, CALLER, { run: id, seed: header.seed }, history);
  const load = await startLoad(site.settings, id, {
    timeoutMs: PATIENCE_MS,
    perSecond: VISITORS_PER_SECOND,
    postEvery: POST_EVERY,
  });
  const event: Stage['event'] = (more) => {
    const line: EventLine = { line: 'event', at: Math.round(load.now()), ...more };
    write(line);
    progress([more.what, more.nodes?.join(', '), more.error].filter(Boolean).join(': '));
    return line.at;
  };
  let lived: readonly Lived[];
  let recovery: Recovery;
  try {
    const stage = { cluster, struck, cleanup, caller: CALLER, now: () => load.now(), event };
    lived = await perform(stage, schedule);
    if (struck.list.length > 0) event({ what: 'healing what could not be healed in its time' });
    await struck.healAll(cluster, progress);
    recovery = await untilRecovered(site, recoverySeconds(lived, classOf, RECOVERS_SECONDS), event);
    await wait(CALM_MS);
  } finally {
    await Promise.all([load.stop(), stopped(workload)]);
  }
  cleanup.throwIfInterrupted();
  const visitors = judgeVisitors(lived, load.outcomes, await site.stored(id), classOf);
  write(visitors.line);
  progress('reading what every database has');
  await appendFinalReads(cluster, id, history);
  progress('judging the history');
  const verdict = await judge(history, site.settings.cacheDir);
  write({ line: 'verdict', ...verdict });
  // A transaction whose client is gone may hold its rows for a while longer: they stay, under the run's own name.
  await forgetRun(cluster, id).catch((error: unknown) => event({ what: 'rows stay', error: messageOf(error) }));
  await site.forget(id);
  return {
    recoveredSeconds: recovery.seconds,
    struck: lived.filter(({ cameAbout }) => cameAbout !== undefined).length,
    violations: [
      ...recovery.violations,
      ...visitors.violations,
      ...verdict.violations,
      ...(await afterwards(cluster, plan)),
    ],
  };
}

interface Recovery {
  readonly seconds?: number;
  readonly violations: readonly Violation[];
}

/** The site comes back by itself within its time. */
async function untilRecovered(site: Site, within: number, event: Stage['event']): Promise<Recovery> {
  const began = Date.now();
  event({ what: `all faults are gone; the site must be as before within ${within} s` });
  const complaints: string[] = [];
  const well = site.untilWell(within + LATER_SECONDS, (complaint) => {
    if (complaints.at(-1) === complaint) return;
    complaints.push(complaint);
    event({ what: `not yet: ${complaint}` });
  });
  try {
    await well;
  } catch (error) {
    return { violations: [{ check: 'recovers', what: messageOf(error) }] };
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  event({ what: `the site is as before after ${seconds} s` });
  const what = `the site was as before after ${seconds} s, not ${within}: ${complaints.slice(-3).join('; ')}`;
  return { seconds, violations: seconds > within ? [{ check: 'recovers', what }] : [] };
}

/** What must hold when nothing is wrong any more. */
async function afterwards(cluster: Cluster, plan: ChaosRun['plan']): Promise<readonly Violation[]> {
  const planned = await plan().catch((error: unknown) => messageOf(error));
  const left = await leftovers(cluster);
  return [
    ...(planned === undefined ? [] : [{ check: 'plan', what: planned }]),
    ...left.map((what) => ({ check: 'leftovers', what })),
  ];
}

/** One that has ended by itself has nothing to wait for; the judge sees that its operations end early. */
async function stopped(workload: Workload): Promise<void> {
  if (workload.hasEnded()) throw new Error('the workload has ended by itself');
  await workload.stop();
}
