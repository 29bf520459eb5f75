import type { AlertDrill, AlertTrial } from './alerts/drill';
import { alertDrills } from './alerts/drills';
import { goalOf, isMet as isTold } from './alerts/measure';
import { runAlertTrial } from './alerts/runner';
import type { Drill, Trial } from './drill';
import { drills } from './drills';
import type { Cleanup } from './cleanup';
import { succeeded, type Outcome } from './measure';
import type { MysqlDrill, MysqlTrial } from './mysql/drill';
import { mysqlDrills } from './mysql/drills';
import { runMysqlTrial } from './mysql/runner';
import { isMet, runSteadyTrial } from './runner';
import type { Site } from './site';
import type { Mark } from './under-load';

/** A trial as the report needs it, of either kind of load. */
export interface Ran {
  /** What is kept. */
  readonly trial: Trial | MysqlTrial | AlertTrial;
  readonly met: boolean;
  /** The longer, the worse, milliseconds: of the site's silence, or of the monitoring's. */
  readonly outageMs: number;
  readonly failed: number;
  readonly outcomes: readonly Outcome[];
  readonly marks: readonly Mark[];
}

/** A drill with the load that belongs to it. */
export interface Runnable {
  readonly name: string;
  readonly title: string;
  readonly goal: string;
  /** Whether it brings up a site of its own, with monitoring droplets. */
  readonly watched?: true;
  /** Whether its load has the rate that the machine was found to send (calibration.ts). */
  readonly calibrated?: true;
  /** `number` counts from 1. */
  run(site: Site, progress: (what: string) => void, number: number, cleanup: Cleanup): Promise<Ran>;
}

function underVisitors(drill: Drill): Runnable {
  const { name, title, goal } = drill;
  const run: Runnable['run'] = async (site, progress, _number, cleanup) => {
    const { outcomes, marks, ...trial } = await runSteadyTrial(drill, site, progress, cleanup);
    return { trial, met: isMet(drill, trial), outageMs: trial.outageMs, failed: trial.failed, outcomes, marks };
  };
  return { name, title, goal, calibrated: true, run };
}

function underWrites(drill: MysqlDrill): Runnable {
  const { name, title, goal } = drill;
  const run: Runnable['run'] = async (site, progress, number, cleanup) => {
    const { outcomes, marks, ...trial } = await runMysqlTrial(drill, site, progress, number, cleanup);
    return { trial, met: drill.met(trial), outageMs: trial.gapMs, failed: trial.refused, outcomes, marks };
  };
  return { name, title, goal, run };
}

function underWatch(drill: AlertDrill): Runnable {
  const { name, title } = drill;
  const run: Runnable['run'] = async (site, progress, _number, cleanup) => {
    const { outcomes, marks, ...trial } = await runAlertTrial(drill, site, progress, cleanup);
    const failed = outcomes.filter((one) => !succeeded(one)).length;
    return { trial, met: isTold(drill, trial), outageMs: (trial.alertSeconds ?? 0) * 1000, failed, outcomes, marks };
  };
  return { name, title, goal: goalOf(drill), watched: true, run };
}

/** All drills, in the order of the report. */
export const runnables: readonly Runnable[] = [
  ...drills.map(underVisitors),
  ...mysqlDrills.map(underWrites),
  ...alertDrills.map(underWatch),
];
