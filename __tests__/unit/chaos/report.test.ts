import { classes } from '../../../chaos/faults/classes';
import { renderChaos } from '../../../chaos/report';
import { parseRun, violationsOf, type Line } from '../../../chaos/run-file';

const counts = { ok: 100, failed: 2, unknown: 1, shed: 3 };
const RUN: readonly Line[] = [
  {
    line: 'run',
    seed: 7,
    minutes: 5,
    on: '2026-12-01T02:55:42Z',
    commit: 'abc',
    machine: '2 cores',
    machineLoad: 2.4,
    note: 'Somebody logged in.',
  },
  { line: 'fault', number: 1, name: 'loss', target: 'web-1', at: 15, seconds: 20, parameters: { percent: 8 } },
  { line: 'fault', number: 2, name: 'cut', target: 'web-2', at: 20, seconds: 20, parameters: {} },
  { line: 'event', at: 15_010, what: 'loss strikes', fault: 1, nodes: ['web-1'] },
  { line: 'event', at: 15_100, what: 'loss has come about', fault: 1 },
  { line: 'event', at: 20_100, what: 'cut did not come about', fault: 2, error: 'droplet 3 is off' },
  {
    line: 'visitors',
    sent: 9000,
    failed: 12,
    failedGets: 2,
    lost: 0,
    duplicated: 0,
    slowestMs: 5000,
    lateMs: 40,
    getGapMs: 100,
    postGapMs: 900,
    failures: [[16, 12, 30, 'POST 503']],
    judged: [],
  },
  {
    line: 'verdict',
    operations: { registers: counts, sessions: counts },
    lateMs: 60,
    writeGapMs: 5000,
    stalestMs: 800,
    moves: 1,
    violations: [],
    undecided: ['registers: too many operations without an end on one key'],
  },
  { line: 'end', recoveredSeconds: 2, struck: 1, violations: [{ check: 'serves', what: 'a | b' }] },
];
const text = (lines: readonly Line[]) => lines.map((line) => JSON.stringify(line)).join('\n');

test('a run has a row with its figures, and each of its violations a line', () => {
  const report = renderChaos([parseRun('run-7', text(RUN))], classes);
  expect(report).toContain(
    '| [2026-12-01 02:55:42](chaos/run-7.jsonl) | 7 | 5 | abc | 2.4 | 1 of 2 | 206 | 2, 1, 3 | 5000 | 800 | 60 | 12 of 9000 | 2 | **1** |',
  );
  expect(report).toContain('\n- run-7: Somebody logged in.\n');
  expect(report).toContain('- run-7 (serves): a \\| b\n');
  expect(report).toContain('- run-7: registers: too many operations without an end on one key');
  expect(report).toContain('1 runs, 5 minutes of faults that came to their end, 1 faults of 1 classes');
  expect(report).toMatch(/\| loss \| network \| [^|]+ \| not promised \| 1 of 1 \|/);
  expect(report).toMatch(/\| cut \| network \| [^|]+ \| after 25 s \| 0 of 1 \|/);
});

test('a run that did not come to its end is not left out, and is a violation', () => {
  const run = parseRun('cut-short', text(RUN.slice(0, 5)));
  expect(violationsOf(run)).toEqual([{ check: 'end', what: 'the run did not come to its end' }]);
  const report = renderChaos([run], classes);
  expect(report).toContain('(chaos/cut-short.jsonl) | 7 | 5 |');
  expect(report).toContain('1 runs, 0 minutes of faults');
});

test('a file that is not of a run is refused', () => {
  expect(() => parseRun('other', '{"line":"event"}\n')).toThrow('other is not the file of a run');
});
