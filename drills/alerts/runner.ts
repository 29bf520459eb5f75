import { setTimeout as wait } from 'node:timers/promises';
import { launch, takeDown } from '../../local-cloud/launch';
import { Cleanup } from '../cleanup';
import { startLoad } from '../load';
import type { Outcome } from '../measure';
import type { Site } from '../site';
import { underLoad, type Mark } from '../under-load';
import { until, untilNoProblem } from '../../host/until';
import type { AlertDrill, AlertTrial } from './drill';
import { measureAlerts, unresolved } from './measure';
import { WATCHERS, Watchers } from './watchers';

/** Visitors, a second; one of 20 requests stores an id. */
const VISITORS_PER_SECOND = 10;
export const ALERT_LOAD = `${VISITORS_PER_SECOND} requests a second through the edge, one in 20 a POST that stores an id in MySQL.`;
const STEADY_SECONDS = 5;
const WELL_SECONDS = 120;
/** Until nothing fires and people know: rules look back five minutes, and what goes on firing for a moment keeps others quiet. */
const QUIET_SECONDS = 600;
/** An alert that is late is still awaited, so that its row says how late. */
const PATIENCE = 2;
/** After planned work: rules that look at a minute have seen it whole. */
const AFTERWARDS_SECONDS = 60;

export interface AlertTrialRecord extends AlertTrial {
  readonly outcomes: readonly Outcome[];
  readonly marks: readonly Mark[];
}

/** A site that is watched from its first node on, unless it is there: database nodes are not replaced to be watched. */
export async function bringUpWatched(site: Site, progress: (what: string) => void): Promise<void> {
  if (await isWatched(site)) return;
  progress('deploying a site that is watched, 11 droplets');
  await takeDown(site.settings);
  await launch(site.settings);
  await site.deploy('watched');
}

async function isWatched(site: Site): Promise<boolean> {
  try {
    return (await site.nodes('monitoring')).length > 0;
  } catch {
    return false;
  }
}

/** One trial: a light load, the fault, who was told what and when, and the recovery. Rejects when it is interrupted. */
export async function runAlertTrial(
  drill: AlertDrill,
  site: Site,
  progress: (what: string) => void,
  cleanup = new Cleanup(),
): Promise<AlertTrialRecord> {
  cleanup.throwIfInterrupted();
  await bringUpWatched(site, progress);
  const watchers = new Watchers((node, script) => site.on(node, script));
  const untilQuiet = async () => {
    await site.untilWell(WELL_SECONDS, (complaint) => progress(`waiting: ${complaint}`));
    const waiting = (complaint: string) => progress(`waiting: ${complaint}`);
    await untilNoProblem(() => alarm(watchers), 1000, QUIET_SECONDS, 'the monitoring', waiting);
  };
  progress('waiting until nothing is to be told');
  await untilQuiet();
  const prefix = `drill-${Date.now().toString(36)}`;
  const load = await startLoad(site.settings, prefix, { timeoutMs: 5000, perSecond: VISITORS_PER_SECOND });
  const { findings, outcomes, marks } = await underLoad(load, cleanup, progress, async (mark) => {
    await wait((drill.steadySeconds ?? STEADY_SECONDS) * 1000);
    mark(drill.title);
    const faultAt = Date.now();
    await drill.act(site, cleanup.register);
    if (drill.expected) {
      const { alert, withinSeconds } = drill.expected;
      const arrived = async () => (await watchers.told()).some(({ name, at }) => name === alert && at >= faultAt);
      const came = until(arrived, PATIENCE * withinSeconds, alert).then(
        () => 'arrives',
        () => 'does not arrive',
      );
      mark(`${alert} ${await came}`);
    } else {
      mark('done');
      await wait(AFTERWARDS_SECONDS * 1000);
    }
    await cleanup.restore();
    mark('mended');
    await untilQuiet();
    return { faultAt };
  });
  await site.forget(prefix);
  const { faultAt } = findings;
  const notices = (await watchers.told()).filter(({ at }) => at >= faultAt);
  return { ...measureAlerts(notices, faultAt, drill.expected?.alert), outcomes, marks };
}

/** What fires or soon may, and what people still believe to be going on. A watcher without power believes nothing. */
async function alarm(watchers: Watchers): Promise<string | undefined> {
  for (const watcher of WATCHERS) {
    const alerts = [...(await watchers.alerts(watcher)), ...(await watchers.alerts(watcher, 'pending'))];
    if (alerts.length > 0) return `${watcher} sees ${alerts.join(', ')}`;
  }
  const believed = unresolved(await watchers.told());
  return believed.length > 0 ? `people do not know yet that it is over: ${believed.join(', ')}` : undefined;
}
