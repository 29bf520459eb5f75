/** The judge of histories, against histories with and without what must not be: no site. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, type Violation } from '../../chaos/workload';

const MINUTE = 60_000;
const directory = mkdtempSync(join(tmpdir(), 'chaos-judge-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Line = Readonly<Record<string, unknown>>;

/** Milliseconds for people; the history has microseconds. */
const operation = (start: number, end: number, more: Line): Line => ({
  node: 'mysql-1',
  session: 1,
  due: start * 1000,
  start: start * 1000,
  end: end * 1000,
  result: 'ok',
  ...more,
});
const register = (start: number, end: number, kind: string, more: Line) =>
  operation(start, end, { work: 'registers', kind, key: 1, ...more });
const write = (start: number, end: number, value: number, more: Line = {}) =>
  register(start, end, 'write', { value, ...more });
const readOf = (start: number, end: number, value: number) => register(start, end, 'read', { value });
const transaction = (start: number, steps: readonly Line[], more: Line = {}) =>
  operation(start, start + 1, { work: 'lists', kind: 'transaction', steps, ...more });
const snapshot = (start: number, steps: readonly Line[], more: Line = {}) =>
  transaction(start, steps, { work: 'snapshots', ...more });
const append = (key: number, value: number): Line => ({ append: true, key, value });
const list = (key: number, ...values: readonly number[]): Line => ({ key, list: values });
const beat = (start: number, value: number) => operation(start, start + 1, { work: 'beat', kind: 'beat', value });
const seen = (start: number, value: number, more: Line = {}) =>
  operation(start, start + 1, { work: 'sessions', kind: 'seen', value, ...more });
const insert = (value: number, more: Line = {}) =>
  operation(value, value + 1, { work: 'set', kind: 'insert', value, ...more });
const total = (start: number, value: number) => operation(start, start + 1, { work: 'totals', kind: 'total', value });
const final = (more: Line): Line => ({ work: 'final', node: 'mysql-2', set: {}, lists: {}, registers: {}, ...more });

async function judged(...lines: readonly Line[]) {
  const file = join(directory, 'history.jsonl');
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return judge(file, join(directory, 'cache'));
}

async function violations(...lines: readonly Line[]): Promise<readonly string[]> {
  return (await judged(...lines)).violations.map(({ check, what }: Violation) => `${check}: ${what}`);
}

test(
  'a history as it should be has no violation, and its figures',
  async () => {
    const verdict = await judged(
      { work: 'begun', begun: 1 },
      write(0, 2, 5),
      register(3, 4, 'compare', { value: 6, compare: 5, swapped: true }),
      readOf(5, 6, 6),
      transaction(10, [append(1, 11), list(2)]),
      transaction(12, [list(1, 11), append(2, 12)]),
      snapshot(14, [list(1, 11), list(2, 12)], { node: 'mysql-2' }),
      beat(20, 1),
      beat(25, 2),
      seen(30, 1),
      seen(40, 2),
      insert(50),
      total(60, 0),
      total(61, 600),
      operation(70, 70, { work: 'set', result: 'shed', due: 65_000 }),
      final({ set: { 50: 1 }, lists: { 1: [11], 2: [12] }, registers: { 1: 6 } }),
    );
    expect(verdict).toMatchObject({ violations: [], undecided: [], stalestMs: 4, lateMs: 5, moves: 0, writeGapMs: 25 });
    expect(verdict.operations.set).toEqual({ ok: 1, failed: 0, unknown: 0, shed: 1 });
  },
  5 * MINUTE,
);

test('a read of an old value, and a write that is lost, are not linearizable', async () => {
  const [stale] = await violations(write(0, 1, 5), write(2, 3, 6), readOf(4, 5, 5));
  expect(stale).toBe('registers: the 3 operations on register 1 are not linearizable');
  expect(await violations(write(0, 1, 5), write(2, 3, 6), final({ registers: { 1: 5 } }))).toHaveLength(1);
  expect(
    await violations(write(0, 1, 5), register(2, 3, 'compare', { value: 7, compare: 4, swapped: true })),
  ).toHaveLength(1);
});

test('a write of which nobody knows the end may come about, or not', async () => {
  const unknown = write(2, 3, 6, { result: 'unknown' });
  expect(await violations(write(0, 1, 5), unknown, readOf(4, 5, 5), readOf(6, 7, 6))).toEqual([]);
  expect(await violations(write(0, 1, 5), unknown, readOf(4, 5, 6), readOf(6, 7, 5))).toHaveLength(1);
  expect(await violations(write(0, 1, 5), write(2, 3, 6, { result: 'failed' }), readOf(4, 5, 6))).toHaveLength(1);
});

test('lists: two orders, a row of a transaction that was rolled back, one that is lost or there twice', async () => {
  const both = [transaction(0, [append(1, 1)]), transaction(2, [append(1, 2)])];
  const [twoOrders] = await violations(...both, snapshot(4, [list(1, 1, 2)]), snapshot(6, [list(1, 2)]));
  expect(twoOrders).toBe('lists: list 1 was read in two orders: [1 2] and [2]');
  const rolledBack = transaction(0, [append(1, 1)], { result: 'failed' });
  expect(await violations(rolledBack, snapshot(4, [list(1, 1)]))).toEqual([
    'lists: list 1 has 1 of a transaction that was rolled back (G1a)',
  ]);
  expect(await violations(both[0]!, final({ lists: { 1: [] } }))).toEqual([
    'lists: list 1 has lost 1, which was acknowledged',
  ]);
  expect(await violations(both[0]!, final({ lists: { 1: [1, 1] } }))).toEqual(['lists: list 1 has 1 twice']);
  expect(await violations(final({ lists: { 1: [9] } }))).toEqual(['lists: list 1 has 9, which nobody appended']);
  expect(await violations(transaction(0, [append(1, 1), append(1, 2)]), snapshot(4, [list(1, 1)]))).toEqual([
    'lists: a read of list 1 on mysql-1 ended with 1 in the middle of its transaction (G1b)',
  ]);
});

test('lists: a cycle of writes, of reads and writes, and of two snapshots that disagree', async () => {
  const cycles = async (...lines: readonly Line[]) =>
    (await violations(...lines)).filter((one) => one.startsWith('lists: a cycle of 2 transactions'));
  const writes = [transaction(0, [append(1, 1), append(2, 2)]), transaction(0, [append(1, 3), append(2, 4)])];
  expect(await cycles(...writes, final({ lists: { 1: [1, 3], 2: [4, 2] } }))).toHaveLength(1);
  expect(await cycles(...writes, final({ lists: { 1: [1, 3], 2: [2, 4] } }))).toHaveLength(0);
  const circular = [transaction(0, [append(1, 1), list(2, 2)]), transaction(0, [append(2, 2), list(1, 1)])];
  expect(await cycles(...circular)).toHaveLength(1);
  const [one, other] = [transaction(0, [append(1, 1)]), transaction(0, [append(2, 2)])];
  const longFork = [snapshot(4, [list(1, 1), list(2)]), snapshot(4, [list(1), list(2, 2)])];
  const found = await violations(one, other, ...longFork, final({ lists: { 1: [1], 2: [2] } }));
  expect(found.map((text) => text.slice(0, 32))).toEqual(['lists: a cycle of 4 transactions']);
});

test('lists: a transaction that writes may act on a newer row than it has read, as InnoDB’s REPEATABLE READ has it', async () => {
  const skew = [transaction(0, [list(1), append(2, 2)]), transaction(0, [list(2), append(1, 1)])];
  expect(await violations(...skew, final({ lists: { 1: [1], 2: [2] } }))).toEqual([]);
});

test('rows that are lost, there twice, refused and yet there, or from nowhere', async () => {
  const rows = [insert(1), insert(2), insert(3, { result: 'failed' }), insert(4, { result: 'unknown' })];
  expect(await violations(...rows, final({ set: { 1: 1, 2: 1, 4: 1 } }))).toEqual([]);
  expect(await violations(...rows, final({ set: { 1: 1, 2: 1 } }))).toEqual([]);
  const wrong = await violations(...rows, final({ set: { 2: 2, 3: 1, 9: 1 } }));
  expect([...wrong].sort()).toEqual([
    'set: mysql-2 has lost row 1, which was acknowledged',
    'set: mysql-2 has row 2 2 times',
    'set: mysql-2 has row 3, which was refused',
    'set: mysql-2 has row 9, which nobody wrote',
  ]);
});

test('a session that goes back; another session may be behind', async () => {
  const beats = [beat(0, 1), beat(2, 2)];
  expect(await violations(...beats, seen(10, 2), seen(20, 1, { session: 2 }))).toEqual([]);
  expect(await violations(...beats, seen(10, 2), seen(20, 1))).toEqual([
    'sessions: session 1 saw 1 on mysql-1 at 20 ms after 2 on mysql-1',
  ]);
  expect(await violations(...beats, seen(10, 3))).toEqual(['sessions: mysql-1 had 3, which nobody wrote']);
});

test('money that is made or lost, also where a reader saw it once', async () => {
  expect(await violations(total(0, 600), total(2, 595))).toEqual([
    'bank: a read on mysql-1 at 2 ms saw 595 in all accounts, not 600',
  ]);
  expect(await violations(total(0, 600), total(2, 0))).toHaveLength(1);
});

test('two servers that acknowledge in turn; a move is none', async () => {
  const on = (node: string, at: number) => ({ ...beat(at, at), node });
  expect(await violations(on('mysql-1', 10), on('mysql-1', 20), on('mysql-2', 30), on('mysql-2', 40))).toEqual([]);
  expect(await violations(on('mysql-1', 10), on('mysql-2', 30), on('mysql-1', 50))).toEqual([
    'one writer: mysql-1 acknowledged at 11 ms, mysql-2 at 31 ms, mysql-1 again at 51 ms',
  ]);
  expect(await violations(on('mysql-1', 10), on('mysql-2', 2000), on('mysql-1', 5000))).toEqual([]);
});

test('a line that is none is refused', async () => {
  const file = join(directory, 'bad.jsonl');
  writeFileSync(file, 'nothing\n');
  await expect(judge(file, join(directory, 'cache'))).rejects.toThrow('not a line of a history');
});
