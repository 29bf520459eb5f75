/** `npm run chaos`: random faults on the local cloud, by a seed, and a judge of what the site did. Writes docs/chaos.md. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { wholeNumber } from '../cli/command-line';
import { Cleanup, healWhenInterrupted } from '../drills/cleanup';
import { currentRevision } from '../drills/revision';
import { Site } from '../drills/site';
import { renderTable } from '../host/table';
import { print, printError } from '../host/terminal';
import type { ProviderSource } from '../local-cloud/client';
import { readSettings } from '../local-cloud/settings';
import { OUTPUT, bringUp } from '../scripts/bring-up';
import { classOf, classes } from './faults/classes';
import { planProblem } from './plan';
import { renderChaos } from './report';
import { runChaos } from './run-chaos';
import { readRun, violationsOf, type Run } from './run-file';
import type { ScheduledFault } from './schedule/fault';
import { makeSchedule } from './schedule/make-schedule';
import { shrink } from './schedule/shrink';

const DOCS = join(__dirname, '../docs');
const MOST_RERUNS = 12;
const cleanup = new Cleanup();

interface Options {
  readonly seed: number;
  readonly minutes: number;
  readonly only?: readonly string[];
  readonly replay?: string;
  readonly shrink?: string;
  readonly list?: true;
  readonly report?: true;
  readonly directory: string;
  readonly providers: ProviderSource;
}

const options = new Command('npm run chaos --')
  .description(
    'Random faults on the local cloud, one to three at a time, under transactions and visitors; then heals them and judges what the site did. Writes docs/chaos.md.',
  )
  .option('--seed <number>', 'which faults, when and where; else a new one', wholeNumber(2 ** 32 - 1))
  .option('--minutes <number>', 'of faults', wholeNumber(24 * 60), 5)
  .option('--only <classes...>', 'faults of these classes alone')
  .addOption(new Option('--replay <file>', "the schedule of this run's file once more").conflicts(['seed', 'only']))
  .addOption(
    new Option(
      '--shrink <file>',
      `runs parts of this run's schedule, at most ${MOST_RERUNS}, until few faults are left that fail`,
    ).conflicts(['seed', 'only', 'replay']),
  )
  .option('--list', 'prints the classes of faults')
  .option('--report', 'writes docs/chaos.md from the files of the runs, and runs nothing')
  .option('--directory <path>', 'where the files of runs go', join(DOCS, 'chaos'))
  .addOption(new Option('--providers <source>').choices(['stand-in', 'registry']).default('stand-in'))
  .parse()
  .opts<Options>();

interface Wanted {
  readonly schedule: readonly ScheduledFault[];
  readonly seed: number;
  readonly minutes: number;
  readonly only?: readonly string[];
  readonly replayed?: string;
}

async function runOnce(site: Site, { schedule, ...wanted }: Wanted): Promise<Run> {
  const on = new Date().toISOString().slice(0, 19);
  const name = `${on.replace(/:/g, '')}-seed-${wanted.seed}`;
  print(`\nseed ${wanted.seed}, ${schedule.length} faults in ${wanted.minutes} minutes`);
  const begun = Date.now();
  const run = await runChaos({
    site,
    header: {
      ...wanted,
      on: `${on}Z`,
      commit: await currentRevision(undefined, ['chaos']),
      machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux`,
      machineLoad: Math.round(loadavg()[0]! * 10) / 10,
    },
    schedule,
    file: join(options.directory, `${name}.jsonl`),
    history: join(site.settings.stateDir, 'chaos', `${name}.history.jsonl`),
    plan: () => planProblem(site, join(OUTPUT, 'stacks/local'), options.providers),
    progress: (what) => print(`${String(Math.round((Date.now() - begun) / 1000)).padStart(5)} s  ${what}`),
    cleanup,
  });
  for (const { check, what } of violationsOf(run)) printError(`violation (${check}): ${what}`);
  writeReport();
  return run;
}

function writeReport(): void {
  if (!existsSync(options.directory)) return;
  const names = readdirSync(options.directory).filter((name) => name.endsWith('.jsonl'));
  const runs = names.sort().map((name) => readRun(join(options.directory, name)));
  writeFileSync(join(options.directory, '../chaos.md'), renderChaos(runs, classes));
}

function chosen(): Wanted {
  if (options.replay !== undefined) return again(readRun(options.replay));
  const { minutes, only, seed = 1 + Math.floor(Math.random() * 999_999) } = options;
  const some = only?.map(classOf) ?? classes;
  return { seed, minutes, schedule: makeSchedule({ seed, minutes, classes: some }), ...(only && { only }) };
}

function again({ name, run: { seed, minutes, only }, faults }: Run): Wanted {
  return { schedule: faults.map(({ line: _, ...fault }) => fault), seed, minutes, only, replayed: name };
}

/** Prints the least schedule that was found to have a violation of the same kind. */
async function shrinkRun(site: Site, failed: Run): Promise<void> {
  const kinds = new Set(violationsOf(failed).map(({ check }) => check));
  if (kinds.size === 0) throw new Error(`${failed.name} has no violation: there is nothing to shrink`);
  const wanted = again(failed);
  const fails = async (schedule: readonly ScheduledFault[]) =>
    violationsOf(await runOnce(site, { ...wanted, schedule })).some(({ check }) => kinds.has(check));
  const least = await shrink(wanted.schedule, fails, MOST_RERUNS);
  print(`\n${least.length} of ${wanted.schedule.length} faults are left:\n${renderSchedule(least)}`);
}

function renderSchedule(schedule: readonly ScheduledFault[]): string {
  const rows = schedule.map(({ at, seconds, name, target, parameters }) => [
    String(at),
    String(seconds),
    name,
    target,
    Object.entries(parameters)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
  ]);
  return renderTable([['AT S', 'FOR S', 'FAULT', 'TARGET', 'PARAMETERS'], ...rows]);
}

async function main(): Promise<void> {
  if (options.list) {
    const rows = classes.map(({ name, family, title }) => [name, family, title]);
    return print(renderTable([['CLASS', 'FAMILY', 'FAULT'], ...rows]));
  }
  if (options.report) return writeReport();
  const settings = readSettings();
  const failed = options.shrink === undefined ? undefined : readRun(options.shrink);
  const wanted = failed ? undefined : chosen();
  await bringUp(settings, options.providers);
  const site = new Site(settings, options.providers);
  if (failed) return shrinkRun(site, failed);
  print(renderSchedule(wanted!.schedule));
  const run = await runOnce(site, wanted!);
  const violations = violationsOf(run);
  print(`\n${violations.length} violations. Written: ${join(options.directory, `${run.name}.jsonl`)}, docs/chaos.md`);
  if (violations.length > 0) process.exitCode = 1;
}

healWhenInterrupted(cleanup, 'run');

main().catch((error: Error) => {
  printError(error.message);
  process.exit(1);
});
