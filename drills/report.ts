import { markdownTable } from '../host/table';
import type { AlertTrial } from './alerts/drill';
import type { Trial } from './drill';
import { median } from './measure';
import type { MysqlTrial } from './mysql/drill';
import type { Ran, Runnable } from './runnable';

/** What is kept of a drill, for the report: drills that are not run again keep their figures. */
export interface DrillResult<T = Trial | MysqlTrial | AlertTrial> {
  readonly name: string;
  readonly title: string;
  readonly goal: string;
  readonly met: boolean;
  /** ISO date. */
  readonly on: string;
  /** Commit, see revision.ts. @default - not recorded */
  readonly revision?: string;
  readonly trials: readonly T[];
}

export function resultOf(
  { name, title, goal }: Runnable,
  all: readonly Ran[],
  when: Pick<DrillResult, 'on' | 'revision'>,
): DrillResult {
  return { name, title, goal, met: all.every(({ met }) => met), ...when, trials: all.map(({ trial }) => trial) };
}

export interface ReportFacts {
  readonly machine: string;
  readonly load: string;
  readonly mysqlLoad: string;
  readonly alertLoad: string;
}

type Column<T> = readonly [head: string, cell: (result: DrillResult<T>) => string | number];

const fault: Column<unknown> = ['fault', ({ title, name }) => `[${title}](#${name})`];
const count: Column<unknown> = ['trials', ({ trials }) => trials.length];
const goal: Column<unknown> = ['goal', (result) => result.goal];
const met: Column<unknown> = ['met', (result) => (result.met ? 'yes' : '**no**')];
const sum = <T>({ trials }: DrillResult<T>, of: (trial: T) => number) =>
  trials.reduce((total, trial) => total + of(trial), 0);
const most = <T>({ trials }: DrillResult<T>, of: (trial: T) => number) => Math.max(...trials.map(of));
const middle = <T>({ trials }: DrillResult<T>, of: (trial: T) => number) => Math.round(median(trials.map(of)));

const LOAD_BEFORE_CALIBRATION = '200/s, Node.js';

/** Reasons of all trials that do not count; undefined where a trial's were not recorded. */
function discardedOf({ trials }: DrillResult<Trial>): readonly string[] | undefined {
  return trials.every((trial) => trial.discarded !== undefined)
    ? trials.flatMap(({ discarded = [] }) => discarded)
    : undefined;
}

const VISITORS: readonly Column<Trial>[] = [
  fault,
  count,
  ['discarded', (result) => discardedOf(result)?.length ?? 'not recorded'],
  ['load', ({ trials }) => [...new Set(trials.map(({ load }) => load ?? LOAD_BEFORE_CALIBRATION))].join('; ')],
  ['outage ms, median', (result) => middle(result, ({ outageMs }) => outageMs)],
  ['max', (result) => most(result, ({ outageMs }) => outageMs)],
  [
    'T ms, median',
    ({ trials }) => {
      const known = trials.flatMap(({ assignmentMs }) => assignmentMs ?? []);
      return known.length > 0 ? Math.round(median(known)) : '';
    },
  ],
  ['failed', (result) => `${sum(result, ({ failed }) => failed)} of ${sum(result, ({ sent }) => sent)}`],
  ['duplicated', (result) => sum(result, ({ duplicated }) => duplicated)],
  ['lost', (result) => sum(result, ({ lost }) => lost)],
  ['slowest ms', (result) => most(result, ({ slowestMs }) => slowestMs)],
  goal,
  met,
];

const DATABASE: readonly Column<MysqlTrial>[] = [
  fault,
  count,
  ['gap ms, median', (result) => middle(result, ({ gapMs }) => gapMs)],
  ['max', (result) => most(result, ({ gapMs }) => gapMs)],
  [
    'acknowledged, missing',
    (result) => `${sum(result, ({ acknowledged }) => acknowledged)}, ${sum(result, ({ missing }) => missing)}`,
  ],
  ['duplicated', (result) => sum(result, ({ duplicated }) => duplicated)],
  ['by a server cut off', (result) => sum(result, ({ acknowledgedCutOff }) => acknowledgedCutOff)],
  [
    'failed reads',
    (result) => `${sum(result, ({ failedReads }) => failedReads)} of ${sum(result, ({ reads }) => reads)}`,
  ],
  ['stalest read ms', (result) => most(result, ({ stalestMs }) => stalestMs)],
  goal,
  met,
];

const seconds = ({ trials }: DrillResult<AlertTrial>) => trials.flatMap(({ alertSeconds }) => alertSeconds ?? []);

const ALERTS: readonly Column<AlertTrial>[] = [
  fault,
  count,
  ['told after s, median', (result) => (seconds(result).length > 0 ? median(seconds(result)) : '')],
  ['max', (result) => (seconds(result).length > 0 ? Math.max(...seconds(result)) : '')],
  ['told, in all trials', ({ trials }) => [...new Set(trials.flatMap(({ told }) => told))].join(', ') || 'nothing'],
  ['told again', (result) => sum(result, ({ repeated }) => repeated)],
  goal,
  met,
];

function table<T>(columns: readonly Column<T>[], results: readonly DrillResult<T>[]): string {
  const heads = columns.map(([head]) => head);
  const rows = results.map((result) => columns.map(([, cell]) => cell(result)));
  return markdownTable([heads, ...rows]);
}

function isOfDatabase(result: DrillResult): result is DrillResult<MysqlTrial> {
  return result.trials.every((trial) => 'gapMs' in trial);
}

function isOfAlerts(result: DrillResult): result is DrillResult<AlertTrial> {
  return result.trials.every((trial) => 'told' in trial);
}

/** Nothing where no trial was discarded. */
function renderDiscarded(results: readonly DrillResult<Trial>[]): string {
  const lines = results.flatMap((result) =>
    (discardedOf(result) ?? []).map((reason) => `- [${result.name}](#${result.name}): ${reason}`),
  );
  return lines.length > 0 ? `\nDiscarded, because the load itself was late:\n\n${lines.join('\n')}\n` : '';
}

/** docs/drills.md. */
export function renderReport(
  results: readonly DrillResult[],
  { machine, load, mysqlLoad, alertLoad }: ReportFacts,
): string {
  const database = results.filter(isOfDatabase);
  const alerts = results.filter(isOfAlerts);
  const visitors = results.filter(
    (result): result is DrillResult<Trial> => !isOfDatabase(result) && !isOfAlerts(result),
  );
  const plots = results.map(
    ({ name, title, on, revision }) =>
      `### ${name}\n\n![${title}](drills/${name}.svg)\n\nThe worst trial of ${on}${revision ? `, commit ${revision}` : ''}.`,
  );
  return `# Drills: what a fault costs

Written by \`npm run drill\`; \`npm run drill -- NAME\` measures one anew, \`npm run drill -- --stale\` all whose code has changed since.
The site of the environment \`local\` on the [local cloud](../local-cloud/README.md):
real HAProxy, keepalived, nginx, gunicorn and MySQL, nine droplets and the load on one machine: ${machine}.

## The site, by its visitors

- Load: ${load}
- *Outage*: from the first request that failed to the first one after the last that failed, by when they were sent. *Failed*: an answer of 400 or above, an error, or no answer
  in 5 s; in 1 s where a load balancer is lost, as when its goals were set. *Duplicated*: ids that the app stored twice. *Lost*: ids that were answered with success and are not stored.
- *Load*: requests a second, and what sent them: a generator that is compiled where there is a Go compiler, otherwise one in Node.js. The rate is the highest of 200, 120, 60 and 30 that this machine
  sends at most 50 ms late, without a failure and with a quarter of its processors free, measured before the first trial. Times are counted from when a request was due.
- *Discarded*: trials that were repeated because a request left later than a quarter of the visitor's patience: the machine's fault, not the site's. Rows from before 2026-11-29 did not count them.
- *T*: from a load balancer's claim of the reserved IP to the API's confirmation. DigitalOcean's documentation has a sample of an assignment that takes 11 s.

${table(VISITORS, visitors)}
${renderDiscarded(visitors)}

## The database, by its app

- Load: ${mysqlLoad}
- *Gap*: the longest time between two acknowledged writes. *Missing*: acknowledged writes that are not on every node afterwards. *By a server cut off*: acknowledged by a server that the others did not hear any more.
  *Failed reads*: those that fail once more on a new connection. *Stalest read*: how long before a read the oldest acknowledged write was that it did not see.
- *The clock jumps*: that of the MySQL server alone, by libfaketime; the droplets of the local cloud share the machine's clock.

${table(DATABASE, database)}

## Alerts, by who is told

- The same site with two monitoring droplets (\`Monitoring.selfHosted()\`), and a load of ${alertLoad}
- *Told after*: from the fault to the arrival of the alert that the goal names, at the webhook of \`webhooks\`. *Told*: all alerts that came until the site was well again and people knew. *Told again*: the same of the same node or tier once more.
- *A certificate ends in ten days*: put over the one that is deployed, which is drift, and said as such. *The archive becomes overdue*: counted from when it is, not from the last good one. *Every answer takes longer*: counted from the restart of the first of two app servers.

${table(ALERTS, alerts)}

## Plots

Answers (blue) and failures (red) a second, by when the request was sent; figures above the axis are answers slower than a second.

${plots.join('\n\n')}
`;
}
