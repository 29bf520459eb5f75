/** Two short seeds of random faults (chaos/): every fault strikes, and no promise is broken. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classOf } from '../../chaos/faults/classes';
import { planProblem } from '../../chaos/plan';
import { runChaos } from '../../chaos/run-chaos';
import { parseRun, violationsOf } from '../../chaos/run-file';
import { makeSchedule } from '../../chaos/schedule/make-schedule';
import { Cleanup } from '../../drills/cleanup';
import { Site } from '../../drills/site';
import { bringUpSite, leaveSite } from './shared-site';
import { OUTPUT, settings, source } from './site';

const MINUTE = 60_000;
/** Quickly healed, of several families; some of them strike the database. */
const ONLY = [
  'nginx-killed',
  'mysql-killed',
  'loss',
  'not-heard',
  'haproxy-gone',
  'api-500',
  'balancer-reloaded',
  'names-refused',
];
const SEEDS = [8, 11];

const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
const cleanup = new Cleanup();
beforeAll(() => bringUpSite(), 8 * MINUTE);
afterAll(async () => {
  await cleanup.restore();
  rmSync(directory, { recursive: true });
  leaveSite();
}, 4 * MINUTE);

test.each(SEEDS)(
  'seed %s: faults strike, nothing that must not be is in the histories, and all is as before',
  async (seed) => {
    const schedule = makeSchedule({ seed, minutes: 1, classes: ONLY.map(classOf) });
    const file = join(directory, `${seed}.jsonl`);
    const site = new Site(settings, source);
    const run = await runChaos({
      site,
      header: { seed, minutes: 1, only: ONLY, on: new Date().toISOString(), machine: 'of the tests', machineLoad: 0 },
      schedule,
      file,
      history: join(directory, `${seed}.history.jsonl`),
      plan: () => planProblem(site, join(OUTPUT, 'stacks/local'), source),
      progress: () => undefined,
      cleanup,
    });
    expect(violationsOf(run)).toEqual([]);
    expect(run.end!.struck).toBe(schedule.length);
    expect(run.faults.map(({ line: _, ...fault }) => fault)).toEqual(schedule);
    expect(run.verdict!.operations.registers!.ok).toBeGreaterThan(500);
    expect(run.visitors!.sent).toBeGreaterThan(1000);
    expect(parseRun(run.name, readFileSync(file, 'utf8'))).toEqual(run);
  },
  5 * MINUTE,
);
