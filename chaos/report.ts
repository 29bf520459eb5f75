import { markdownTable } from '../host/table';
import { FAMILIES, type FaultClass } from './faults/fault-class';
import { MOST_FAILED } from './invariants';
import { violationsOf, type Run } from './run-file';

const WRITES = ['registers', 'lists', 'bank', 'set', 'beat'];

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

function operationsOf({ verdict }: Run): number {
  return sum(Object.values(verdict?.operations ?? {}).map(({ ok, failed, unknown }) => ok + failed + unknown));
}

function failedOf({ verdict }: Run, result: 'failed' | 'unknown' | 'shed'): number {
  return sum(WRITES.map((work) => verdict?.operations[work]?.[result] ?? 0));
}

/** Faults that came about, by the events of the run. */
function struckOf(run: Run): readonly string[] {
  const came = new Set(run.events.filter(({ what }) => what.endsWith('has come about')).map(({ fault }) => fault));
  return run.faults.filter(({ number }) => came.has(number)).map(({ name }) => name);
}

function runRow(run: Run): readonly (string | number)[] {
  const { run: header, visitors, verdict, end } = run;
  const violations = violationsOf(run);
  return [
    `[${header.on.replace('T', ' ').replace('Z', '')}](chaos/${run.name}.jsonl)`,
    `${header.seed}${header.replayed ? ' (again)' : ''}${header.only ? ' (some classes)' : ''}`,
    header.minutes,
    header.commit ?? 'not recorded',
    header.machineLoad,
    `${struckOf(run).length} of ${run.faults.length}`,
    operationsOf(run),
    `${failedOf(run, 'failed')}, ${failedOf(run, 'unknown')}, ${failedOf(run, 'shed')}`,
    verdict?.writeGapMs ?? '',
    verdict?.stalestMs ?? '',
    verdict ? Math.max(verdict.lateMs, visitors?.lateMs ?? 0) : '',
    visitors ? `${visitors.failed} of ${visitors.sent}` : '',
    end?.recoveredSeconds ?? 'never',
    violations.length === 0 ? '0' : `**${violations.length}**`,
  ];
}

const RUN_HEADS = [
  'run',
  'seed',
  'minutes',
  'commit',
  'load before',
  'faults that struck',
  'operations',
  'writes failed, unknown, shed',
  'write gap ms',
  'stalest read ms',
  'late ms',
  'failed requests',
  'recovered s',
  'violations',
];

function renderViolations(runs: readonly Run[]): string {
  const lines = runs.flatMap((run) =>
    violationsOf(run).map(({ check, what }) => `- ${run.name} (${check}): ${what.replace(/\|/g, '\\|')}`),
  );
  return lines.length > 0 ? lines.join('\n') : 'None.';
}

function renderNotes(runs: readonly Run[]): string {
  const lines = runs.flatMap(({ name, run: { note } }) => (note === undefined ? [] : [`- ${name}: ${note}`]));
  return lines.length > 0 ? `\n${lines.join('\n')}\n` : '';
}

function renderUndecided(runs: readonly Run[]): string {
  const lines = runs.flatMap(({ name, verdict }) => (verdict?.undecided ?? []).map((what) => `- ${name}: ${what}`));
  return lines.length > 0 ? `\nWhat the judge could not decide in its time:\n\n${lines.join('\n')}\n` : '';
}

function renderFaults(runs: readonly Run[], classes: readonly FaultClass[]): string {
  const struck = runs.flatMap(struckOf);
  const planned = runs.flatMap(({ faults }) => faults.map(({ name }) => name));
  const count = (all: readonly string[], name: string) => all.filter((one) => one === name).length;
  const rows = FAMILIES.flatMap((family) =>
    classes
      .filter((one) => one.family === family)
      .map((one) => [
        one.name,
        family,
        one.title,
        promiseOf(one),
        `${count(struck, one.name)} of ${count(planned, one.name)}`,
      ]),
  );
  return markdownTable([['class', 'family', 'fault', 'serves while it lasts', 'struck'], ...rows]);
}

function promiseOf({ serves }: FaultClass): string {
  if (serves === undefined) return 'not promised';
  if (typeof serves === 'number') return `after ${serves} s`;
  return Object.entries(serves)
    .map(([tier, seconds]) => `${tier}: after ${seconds} s`)
    .join(', ');
}

/** docs/chaos.md. */
export function renderChaos(runs: readonly Run[], classes: readonly FaultClass[]): string {
  const minutes = sum(runs.filter(({ end }) => end && !end.broken).map(({ run }) => run.minutes));
  const machines = [...new Set(runs.map(({ run }) => run.machine))].join('; ');
  return `# Chaos: what nobody scripted

Written by \`npm run chaos\` from the files of its runs, one a row, none left out; [the guide](guides/chaos.md) says what a run does and how to repeat one.
The site of the environment \`local\` on the [local cloud](../local-cloud/README.md), with its load, on one machine: ${machines || 'none yet'}.
${runs.length} runs, ${minutes} minutes of faults that came to their end, ${sum(runs.map((run) => struckOf(run).length))} faults of ${new Set(runs.flatMap(struckOf)).size} classes (of ${classes.length}) that struck, ${sum(runs.map(operationsOf))} operations on the database.

## Runs

- *Load before*: the machine's load average when the run began: other work makes faults harsher.
- *Faults that struck*: of those in the schedule; one may find that the node is off already. The run's file says why.
- *Failed*: it certainly had no effect. *Unknown*: it may have had one. *Shed*: every session of the workload was busy when it was due.
- *Write gap*: the longest time between two acknowledged writes. Where a majority of the databases is up it is a failover, otherwise the fault's own length and the time in which they find each other again.
- *Stalest read*: the oldest acknowledged write that a read on the readers' port did not see. Nothing but the speed of the secondaries bounds it: Group Replication's flow control begins to slow the primary down at 25,000 transactions that wait.
- *Late*: how much after it was due the workloads' own latest operation began.
- *Recovered*: from the end of the last fault until every node is in service again, without an operator.

${markdownTable([RUN_HEADS, ...runs.map(runRow)])}
${renderNotes(runs)}
## Violations

${renderViolations(runs)}
${renderUndecided(runs)}
## Faults

What the site promises while one of them is alone: at most ${MOST_FAILED * 100} % of the requests fail. With several at a time, only what the judge of histories checks is promised, and that the site comes back.

${renderFaults(runs, classes)}
`;
}
