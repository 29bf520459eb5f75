/** The jobs of an app (app-job.py) as several nodes run them at once, with a MySQL server as the constructs set it up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALENDARS } from '../unit/constructs/app/calendars';
import { runInRoot } from './text-borders/root';

const MINUTE = 60_000;
const PROGRAM = join(__dirname, '../../constructs/app/node/app-job.py');

interface Ran {
  readonly statuses: readonly number[];
  readonly ran: number;
  readonly output: string;
}
interface Schedules {
  /** In units of three seconds. */
  readonly times: readonly number[];
  readonly missed: readonly [statuses: readonly number[], runs: number];
  readonly long: readonly [runs: number, skipped: number];
}
type Answer = Readonly<Record<'first' | 'again' | 'failing' | 'after a failure' | 'after a loss', Ran>> & {
  readonly rows: readonly (readonly [job: string, state: string, output: string])[];
  readonly schedules: Schedules;
  /** Of each of CALENDARS the next time. */
  readonly calendars: readonly (readonly string[])[];
};

let answer: Answer;
beforeAll(async () => {
  const files = {
    '/jobs.py': readFileSync(join(__dirname, 'app-jobs.py'), 'utf8'),
    '/app-job.py': readFileSync(PROGRAM, 'utf8').replace('GRACE = 5,', 'GRACE = 1,'),
    '/calendars.json': JSON.stringify(CALENDARS),
  };
  const packages = ['mysql-server-core', 'python3-pymysql', 'python3-cryptography'];
  answer = JSON.parse(await runInRoot({ packages, files, argv: ['python3', '/jobs.py'] })) as Answer;
}, 3 * MINUTE);

test('a release runs on one of three nodes, and the others wait for it', () => {
  expect(answer.first).toMatchObject({ statuses: [0, 0, 0], ran: 1 });
  expect(answer.first.output).toContain('waiting for the release, which runs on ');
  expect(answer.again).toMatchObject({ statuses: [0], ran: 0 });
});

test('a release that fails fails on all that wait for it, with its last lines', () => {
  expect(answer.failing).toMatchObject({ statuses: [1, 1, 1], ran: 1 });
  expect(answer.failing.output.match(/the table is there already/g)).toHaveLength(3);
  expect(answer['after a failure']).toMatchObject({ statuses: [0, 0], ran: 1 });
});

test('a release begins again on one node when its node is lost', () => {
  expect(answer['after a loss']).toMatchObject({ statuses: [0, 0], ran: 1 });
  expect(answer['after a loss'].output).toContain('beginning again: the release was interrupted on app-9');
});

test('the database has the end of each', () => {
  expect(answer.rows.map(([job, state]) => [job, state])).toEqual([
    ['release v1', 'done'],
    ['release v2', 'done'],
    ['release v3', 'done'],
  ]);
});

test('a schedule runs once for each of its times, however many nodes have its timer', () => {
  const { times } = answer.schedules;
  expect(times.length).toBeGreaterThanOrEqual(3);
  expect(new Set(times).size).toBe(times.length);
});

test('a schedule whose times were missed runs once', () => {
  const [statuses, runs] = answer.schedules.missed;
  expect(statuses).toEqual([0, 0]);
  // Of 28,800 that were missed; on a busy machine the next time comes before both nodes have ended.
  expect([1, 2]).toContain(runs);
});

test('a schedule skips the times that come while it runs, and does not make up for them', () => {
  const [runs, skipped] = answer.schedules.long;
  // Of two starts; on a busy machine the second one comes with a time of its own.
  expect([1, 2]).toContain(runs);
  expect(skipped).toBeGreaterThanOrEqual(1);
});

test('systemd takes every calendar that synth takes', () => {
  const refused = CALENDARS.filter((_, i) => !/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(answer.calendars[i]![0] ?? ''));
  expect(refused).toEqual([]);
});
