import { join } from 'node:path';
import { describePython, python } from '../../../python';

const PROGRAM = join(__dirname, '../../../../../constructs/mysql/backups/node/schedule.py');
const DAY = 86400;
const NOW = 100 * DAY;
const HOUR = 3600;

const ask = (code: string) => python(PROGRAM, `print(json.dumps(program.${code}))`);

type Member = [name: string, state: string, role: string];

describePython('whose turn it is', () => {
  const one: Member = ['mysql-1', 'ONLINE', 'PRIMARY'];
  const two: Member = ['mysql-2', 'ONLINE', 'SECONDARY'];
  const three: Member = ['mysql-3', 'ONLINE', 'SECONDARY'];

  test.each<[string, string | null, Member[]]>([
    ['the first secondary has it', 'mysql-2', [three, one, two]],
    ['the next one when the first is not online', 'mysql-3', [one, ['mysql-2', 'RECOVERING', 'SECONDARY'], three]],
    ['a primary that is alone has it', 'mysql-1', [one, ['mysql-2', 'UNREACHABLE', 'SECONDARY']]],
    ['nobody, when nobody is online', null, [['mysql-1', 'ERROR', '']]],
  ])('%s', (_, expected, members) => {
    expect(ask(`turn(${JSON.stringify(members)})`)).toBe(expected);
  });
});

describePython('a job', () => {
  test('is due when there was none, or the last one is old enough', () => {
    expect(ask(`due(${NOW}, [], ${DAY})`)).toBe(true);
    expect(ask(`due(${NOW}, [{'time': ${NOW - DAY + 1}}], ${DAY})`)).toBe(false);
    expect(ask(`due(${NOW}, [{'time': ${NOW - 9 * DAY}}, {'time': ${NOW - DAY}}], ${DAY})`)).toBe(true);
  });

  test('is overdue when whoever had to do it has had the time twice over', () => {
    expect(ask(`overdue(${NOW}, [{'time': ${NOW - 2 * DAY}}], ${DAY}, 0)`)).toBe(false);
    expect(ask(`overdue(${NOW}, [{'time': ${NOW - 2 * DAY - HOUR - 1}}], ${DAY}, 0)`)).toBe(true);
    expect(ask(`overdue(${NOW}, [], ${DAY}, ${NOW - DAY})`)).toBe(false);
    expect(ask(`overdue(${NOW}, [], ${DAY}, ${NOW - 3 * DAY})`)).toBe(true);
  });
});

describePython('what may go', () => {
  const base = (day: number) => ({
    time: day * DAY,
    started: day * DAY - HOUR,
    object: `bases/${day}.tar.zst.age`,
    manifest: `bases/${day}.json`,
  });
  const objects = (...named: [string, number][]) => named.map(([name, day]) => ({ name, modified: day * DAY }));
  const expired = (bases: object[], all: object[]) =>
    ask(`expired(${NOW}, 14, ${JSON.stringify(bases)}, ${JSON.stringify(all)})`);

  test('bases that no day of the last fourteen is restored from; the one before them is still needed', () => {
    const all = objects(
      ...[84, 85, 87, 99].flatMap((day): [string, number][] => [
        [`bases/${day}.json`, day],
        [`bases/${day}.tar.zst.age`, day],
      ]),
    );
    expect(expired([84, 85, 87, 99].map(base), all)).toEqual(['bases/84.json', 'bases/84.tar.zst.age']);
  });

  test('a base without a manifest, when it is no longer on its way', () => {
    const all = objects(['bases/90.tar.zst.age', 98], ['bases/91.tar.zst.age', 99.5]);
    expect(expired([base(99)], all)).toEqual(['bases/90.tar.zst.age']);
  });

  test('binary logs from before the oldest kept base, with a day for a replica that was behind', () => {
    const all = objects(['binlogs/a/1', 83.9], ['binlogs/a/2', 84.5], ['binlogs/a/3', 99]);
    expect(expired([base(85), base(99)], all)).toEqual(['binlogs/a/1']);
  });

  test('nothing at all while there is no base', () => {
    expect(expired([], objects(['binlogs/a/1', 1], ['bases/1.tar.zst.age', 1], ['drills/1.json', 1]))).toEqual([]);
  });
});

describePython('the parts of an upload', () => {
  test.each([
    [0, 8],
    [50 * 2 ** 30, 8],
    [500 * 2 ** 30, 57],
  ])('of %d bytes are %d MiB: there can be ten thousand', (bytes, mib) => {
    expect(ask(`chunk_mib(${bytes})`)).toBe(mib);
    expect(bytes / (mib * 2 ** 20)).toBeLessThan(10_000);
  });
});
