/** `npm run drill -- [NAME...]`: faults under load on the local cloud, measured. Writes docs/drills.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { Listr } from 'listr2';
import { ALERT_LOAD } from '../drills/alerts/runner';
import { Cleanup, healWhenInterrupted } from '../drills/cleanup';
import { describeRate, rateFor } from '../drills/calibration';
import { MYSQL_LOAD } from '../drills/mysql/load';
import { animate } from '../drills/animate';
import { plot } from '../drills/plot';
import { renderReport, resultOf, type DrillResult } from '../drills/report';
import { currentRevision, isStale } from '../drills/revision';
import { runnables, type Ran, type Runnable } from '../drills/runnable';
import { Site } from '../drills/site';
import { renderTable } from '../host/table';
import { readSettings } from '../local-cloud/settings';
import type { ProviderSource } from '../local-cloud/client';
import { bringUp } from './bring-up';
import { wholeNumber } from '../cli/command-line';
import { print, printError } from '../host/terminal';

const DOCS = join(__dirname, '../docs');
const FIGURES = join(DOCS, 'drills/figures.json');
/** The drill on the README's picture. */
const ANIMATED = 'balancer-powered-off';
const WELL_SECONDS = 120;
const cleanup = new Cleanup();

interface Options {
  readonly trials: number;
  readonly stale?: true;
  readonly providers: ProviderSource;
}

const program = new Command('npm run drill --')
  .description(
    'Breaks the site on the local cloud under load, measures what visitors see, mends it, and writes docs/drills.md.',
  )
  .argument('[name...]', `which drills; all by default: ${runnables.map(({ name }) => name).join(', ')}`)
  .option('--trials <number>', 'of each drill', wholeNumber(), 5)
  .option('--stale', 'only those whose figures are of other code than this')
  .addOption(new Option('--providers <source>').choices(['stand-in', 'registry']).default('stand-in'))
  .parse();

function chosen(names: readonly string[]): readonly Runnable[] {
  const unknown = names.filter((name) => !runnables.some((drill) => drill.name === name));
  if (unknown.length > 0)
    throw new Error(`no drill ${unknown.join(', ')}: there are ${runnables.map(({ name }) => name).join(', ')}`);
  return names.length > 0 ? runnables.filter(({ name }) => names.includes(name)) : runnables;
}

/** Without those that were measured on the code as it is. */
async function staleOf(drills: readonly Runnable[]): Promise<readonly Runnable[]> {
  const figures = readFigures();
  const stale = await Promise.all(
    drills.map(({ name }) => isStale(figures.find((one) => one.name === name)?.revision)),
  );
  return drills.filter((_, index) => stale[index]);
}

function readFigures(): readonly DrillResult[] {
  return existsSync(FIGURES) ? (JSON.parse(readFileSync(FIGURES, 'utf8')) as DrillResult[]) : [];
}

/** Drills that were not run now keep what was measured before. */
function publish(result: DrillResult, worst: Ran): void {
  mkdirSync(join(DOCS, 'drills'), { recursive: true });
  const picture = plot(result.title, worst.outcomes, worst.marks);
  writeFileSync(join(DOCS, 'drills', `${result.name}.svg`), picture);
  if (result.name === ANIMATED) writeFileSync(join(DOCS, 'failover.svg'), animate(picture));
  const order = runnables.map(({ name }) => name);
  const results = [...readFigures().filter(({ name }) => name !== result.name), result]
    .filter(({ name }) => order.includes(name))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  writeFileSync(FIGURES, `${JSON.stringify(results, null, 1)}\n`);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux`;
  const load = `requests through the edge at the rate in the table, half on kept connections and half on new ones, one in 20 a POST that stores an id in MySQL`;
  writeFileSync(
    join(DOCS, 'drills.md'),
    renderReport(results, { machine, load, mysqlLoad: MYSQL_LOAD, alertLoad: ALERT_LOAD }),
  );
}

async function main(): Promise<void> {
  const { trials, providers, stale } = program.opts<Options>();
  const named = chosen(program.args);
  const selected = stale ? await staleOf(named) : named;
  if (selected.length === 0) return print('Nothing to do: all of these figures are of the code as it is.');
  const revision = await currentRevision();
  const settings = readSettings();
  if (selected.some(({ watched }) => !watched)) await bringUp(settings, providers);
  const site = new Site(settings, providers);
  if (selected.some(({ calibrated }) => calibrated)) {
    await site.untilWell(WELL_SECONDS);
    print(describeRate(await rateFor(site, () => undefined)));
  }
  const rows: string[][] = [];
  let missed = false;
  const tasks = new Listr(
    selected.map((drill) => ({
      title: drill.title,
      task: async (_context, task) => {
        const all: Ran[] = [];
        for (let trial = 1; trial <= trials; trial++) {
          const progress = (what: string) => (task.output = `trial ${trial} of ${trials}: ${what}`);
          all.push(await drill.run(site, progress, trial, cleanup));
        }
        const worst = [...all].sort((a, b) => b.outageMs - a.outageMs || b.failed - a.failed)[0]!;
        const result = resultOf(drill, all, { on: new Date().toISOString().slice(0, 10), revision });
        publish(result, worst);
        const discarded = all.flatMap(({ trial: one }) => ('discarded' in one ? (one.discarded ?? []) : []));
        rows.push([
          drill.name,
          String(worst.outageMs),
          String(all.reduce((sum, { failed }) => sum + failed, 0)),
          String(discarded.length),
          result.met ? 'yes' : 'NO',
        ]);
        missed ||= !result.met;
        task.title += `: ${all.map(({ outageMs, failed }) => `${outageMs} ms, ${failed} failed`).join('; ')}`;
        if (discarded.length > 0) task.title += `; discarded ${discarded.length}`;
        if (!result.met) throw new Error(`goal missed (${drill.goal})`);
      },
    })),
    { exitOnError: false, fallbackRenderer: 'simple', registerSignalListeners: false },
  );
  await tasks.run();
  print(`\n${renderTable([['DRILL', 'OUTAGE MS', 'FAILED', 'DISCARDED', 'MET'], ...rows])}\n\nWritten: docs/drills.md`);
  const unfinished = selected.length - rows.length;
  if (unfinished > 0) printError(`${unfinished} drills could not be finished.`);
  if (unfinished > 0 || missed) process.exitCode = 1;
}

healWhenInterrupted(cleanup, 'drill');

main().catch((error: Error) => {
  printError(error.message);
  process.exit(1);
});
