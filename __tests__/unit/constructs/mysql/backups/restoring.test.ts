import { join } from 'node:path';
import { describePython, python } from '../../../python';

const NODE = join(__dirname, '../../../../../constructs/mysql/backups/node');
const U = '3e11fa47-71ca-11e1-9e33-c80aa9429562';

const ask = (code: string, program = 'restoring.py') => python(join(NODE, program), `print(json.dumps(${code}))`);

/** Bases of the seconds 100, 200 and 300, with as many transactions. */
const BASES = `[{'object': 'bases/%d' % t, 'time': t, 'gtids': '${U}:1-%d' % t} for t in (100, 200, 300)]`;
const chosen = (point: string) => ask(`program.choose(${BASES}, program.Point.${point})['time']`);

describePython('the base to begin with', () => {
  test.each([
    ['the newest, for all that there is', 'latest()', 300],
    ['the newest that was complete at the moment', `at('1970-01-01T00:04:00Z')`, 200],
    ['one of that very second', `at('1970-01-01T00:03:20Z')`, 200],
    ['the newest that does not have the transaction', `before('${U}:150')`, 100],
    ['the newest whose transactions a server had', `set('${U}:1-250')`, 200],
  ])('is %s', (_, point, time) => {
    expect(chosen(point)).toBe(time);
  });

  test('is missed with a sentence that says from when on there is one', () => {
    expect(() => chosen(`before('${U}:50')`)).toThrow(
      `no base backup lies before 'before-gtid ${U}:50'; the first was made at 19700101T000140Z`,
    );
    expect(() => ask('program.choose([], program.Point.latest())')).toThrow(
      "no base backup lies before 'latest': there is none at all",
    );
  });

  test.each([
    [`before('${U}')`, 'must be one transaction: write it like'],
    [`before('${U}:1-5')`, 'must be one transaction: write it like'],
    [`at('yesterday')`, "'yesterday' must be a moment in UTC: write it like"],
  ])('is not looked for when the point is none: %s', (point, message) => {
    expect(() => chosen(point)).toThrow(message);
  });
});

describePython('the timeline of a moment', () => {
  const timeline = (moment: string) =>
    ask(`program.Point.at('${moment}').timeline(['initial', '20261101T120000Z', '20261103T120000Z'])`);

  test('is the one that ran then', () => {
    expect(timeline('2026-10-01T00:00:00Z')).toBe('initial');
    expect(timeline('2026-11-02T00:00:00Z')).toBe('20261101T120000Z');
    expect(timeline('2026-11-04T00:00:00Z')).toBe('20261103T120000Z');
  });
});

describePython('binary logs of the bucket', () => {
  const names = `['binlogs/b/20261124T000000Z-binlog.000001.zst.age', 'binlogs/a/20261124T000100Z-binlog.000002.zst.age', 'binlogs/a/20261124T000000Z-binlog.000001.zst.age']`;

  test('are taken server by server, that of the base first', () => {
    expect(ask(`[[uuid, len(files)] for uuid, files in program.by_server(${names}, 'b').items()]`)).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
  });

  test.each([
    ['2026-11-24T00:00:30Z', 0],
    ['2026-11-24T00:01:00Z', 1],
    ['2026-11-24T05:00:00Z', 1],
    ['2026-11-23T05:00:00Z', 0],
  ])('begin with the one that was being written at %s', (moment, index) => {
    const files = `program.by_server(${names}, 'a')['a']`;
    expect(ask(`program.begin_at(${files}, ${Date.parse(moment) / 1000})`)).toBe(index);
  });
});

describePython('a drill', () => {
  test('names the tables that are not as they are live', () => {
    const live = `{'app.same': (2, 77), 'app.fewer': (5, 1), 'app.changed': (3, 8), 'app.gone': (1, 1)}`;
    const restored = `{'app.same': (2, 77), 'app.fewer': (4, 2), 'app.changed': (3, 9), 'app.more': (1, 1)}`;
    expect(ask(`program.differences(${live}, ${restored})`, 'drill.py')).toEqual([
      'app.changed has rows that differ',
      'app.fewer has 5 rows live, 4 restored',
      'app.gone has 1 rows live, no table and no restored',
      'app.more has no table and no rows live, 1 restored',
    ]);
  });
});
