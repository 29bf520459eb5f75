import type { Drill, Trial } from './drill';
import { median } from './measure';

/** What is kept of a drill, for the report: drills that are not run again keep their figures. */
export interface DrillResult {
  readonly name: string;
  readonly title: string;
  readonly goal: string;
  readonly met: boolean;
  /** ISO date. */
  readonly on: string;
  readonly trials: readonly Trial[];
}

export function resultOf(drill: Drill, trials: readonly Trial[], met: boolean, on: string): DrillResult {
  const { name, title, goal } = drill;
  const kept = trials.map(({ outageMs, assignmentMs, failed, failedGets, duplicated, lost, slowestMs, sent }) => ({
    ...{ outageMs, assignmentMs, failed, failedGets, duplicated, lost, slowestMs, sent },
  }));
  return { name, title, goal, met, on, trials: kept };
}

export interface ReportFacts {
  readonly machine: string;
  readonly load: string;
}

/** docs/drills.md. */
export function renderReport(results: readonly DrillResult[], { machine, load }: ReportFacts): string {
  const rows = results.map((result) => {
    const { trials } = result;
    const sum = (of: (trial: Trial) => number) => trials.reduce((total, trial) => total + of(trial), 0);
    const outages = trials.map(({ outageMs }) => outageMs);
    const assignments = trials.flatMap(({ assignmentMs }) => assignmentMs ?? []);
    return [
      `[${result.title}](#${result.name})`,
      String(trials.length),
      String(Math.round(median(outages))),
      String(Math.max(...outages)),
      assignments.length > 0 ? String(Math.round(median(assignments))) : '',
      `${sum(({ failed }) => failed)} of ${sum(({ sent }) => sent)}`,
      String(sum(({ duplicated }) => duplicated)),
      String(sum(({ lost }) => lost)),
      String(Math.max(...trials.map(({ slowestMs }) => slowestMs))),
      result.goal,
      result.met ? 'yes' : '**no**',
    ];
  });
  const head = [
    'fault',
    'trials',
    'outage ms, median',
    'max',
    'T ms, median',
    'failed',
    'duplicated',
    'lost',
    'slowest ms',
    'goal',
    'met',
  ];
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const plots = results.map(
    ({ name, title, on }) => `### ${name}\n\n![${title}](drills/${name}.svg)\n\nThe worst trial of ${on}.`,
  );
  return `# Drills: what a fault costs the visitors

Written by \`npm run drill\`; \`npm run drill -- NAME\` measures one anew. The site of the environment \`local\` on the [local cloud](../local-cloud/README.md):
real HAProxy, keepalived, nginx, gunicorn and MySQL, nine droplets and the load on one machine.

- Machine: ${machine}
- Load: ${load}
- *Outage*: from the first request that failed to the first one after the last that failed, by when they were sent. *Failed*: an answer of 400 or above, an error, or no answer
  in 5 s; in 1 s where a load balancer is lost, as when its goals were set. *Duplicated*: ids that the app stored twice. *Lost*: ids that were answered with success and are not stored.
- *T*: from a load balancer's claim of the reserved IP to the API's confirmation. DigitalOcean's documentation has a sample of an assignment that takes 11 s.

${table}

Each plot: answers (blue) and failures (red) a second, by when the request was sent; figures above the axis are answers slower than a second.

${plots.join('\n\n')}
`;
}
