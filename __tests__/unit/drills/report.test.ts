import { plot } from '../../../drills/plot';
import { renderReport, type DrillResult } from '../../../drills/report';
import { runnables } from '../../../drills/runnable';
import type { Outcome } from '../../../drills/measure';

const trial = { outageMs: 0, failed: 0, failedGets: 0, duplicated: 0, lost: 0, slowestMs: 40, sent: 1000 };

function result(trials: DrillResult['trials'], met = true): DrillResult {
  return { name: 'web-killed', title: 'web server killed', goal: '0 failed', met, on: '2026-11-23', trials };
}

const facts = {
  machine: '2 cores',
  load: '200 requests a second',
  mysqlLoad: '80 writes a second',
  alertLoad: '10 a second',
};

test('a row has the median and the greatest outage, T where an address was assigned, and the sums of all trials', () => {
  const trials = [
    trial,
    { ...trial, outageMs: 30, assignmentMs: 80, failed: 2 },
    { ...trial, outageMs: 10, failed: 1, duplicated: 1 },
  ];
  const report = renderReport([result(trials, false)], facts);
  expect(report).toContain(
    '| [web server killed](#web-killed) | 3 | not recorded | 200/s, Node.js | 10 | 30 | 80 | 3 of 3000 | 1 | 0 | 40 | 0 failed | **no** |',
  );
});

test('trials that were discarded because of the load are counted, each with its reason', () => {
  const steady = { ...trial, load: '60/s, compiled', discarded: [] };
  const row = (trials: DrillResult['trials']) => renderReport([result(trials)], facts);
  expect(row([steady, steady])).toContain('| [web server killed](#web-killed) | 2 | 0 | 60/s, compiled | 0 |');
  expect(row([steady])).not.toContain('Discarded, because');
  const late = row([{ ...steady, discarded: ["a request left 1657 ms late, 12 ms after 'lb-1 lost'"] }, steady]);
  expect(late).toContain('| [web server killed](#web-killed) | 2 | 1 | 60/s, compiled | 0 |');
  expect(late).toContain("- [web-killed](#web-killed): a request left 1657 ms late, 12 ms after 'lb-1 lost'\n");
});

test('a drill of the database stands in a table of its own', () => {
  const writes = { gapMs: 6500, acknowledged: 900, refused: 4, missing: 0, duplicated: 0, acknowledgedCutOff: 1 };
  const reads = { reads: 400, failedReads: 2, stalestMs: 80 };
  const lost = { ...result([]), name: 'mysql-primary-lost', title: 'primary lost', goal: 'back <= 8 s' };
  const report = renderReport(
    [
      result([trial]),
      {
        ...lost,
        trials: [
          { ...writes, ...reads },
          { ...writes, ...reads, gapMs: 6700 },
        ],
      },
    ],
    facts,
  );
  expect(report).toContain(
    '| [primary lost](#mysql-primary-lost) | 2 | 6600 | 6700 | 1800, 0 | 0 | 2 | 4 of 800 | 80 | back <= 8 s | yes |',
  );
});

test('a drill of alerts says when and what people were told; no word is no median', () => {
  const told = (alertSeconds: number | null, names: readonly string[], repeated = 0) => ({
    alertSeconds,
    told: names,
    repeated,
  });
  const late = {
    ...result([told(41.5, ['Late']), told(62, ['Late', 'Lost'], 1)], false),
    name: 'alert-late',
    goal: 'Late within 60 s',
  };
  const none = { ...result([told(null, [])]), name: 'alert-none', title: 'reload', goal: 'nothing is told' };
  const report = renderReport([late, none], facts);
  expect(report).toContain(
    '| [web server killed](#alert-late) | 2 | 51.75 | 62 | Late, Lost | 1 | Late within 60 s | **no** |',
  );
  expect(report).toContain('| [reload](#alert-none) | 1 |  |  | nothing | 0 | nothing is told | yes |');
});

test('every drill has its plot, dated and with the commit that was measured', () => {
  const plotOf = (figure: DrillResult) => renderReport([figure], facts);
  const picture = '![web server killed](drills/web-killed.svg)\n\nThe worst trial of 2026-11-23';
  expect(plotOf(result([trial]))).toContain(`${picture}.\n`);
  expect(plotOf({ ...result([trial]), revision: '961ecbd0aa' })).toContain(`${picture}, commit 961ecbd0aa.\n`);
});

test('a plot shows answers, failures and what happened, and nothing of a title can break it', () => {
  const outcomes: Outcome[] = Array.from({ length: 100 }, (_, i) => ({
    at: i * 20,
    milliseconds: i === 50 ? 1500 : 4,
    result: i >= 50 && i < 60 ? 503 : 200,
    method: 'GET',
  }));
  const svg = plot('<lost> & found', outcomes, [{ at: 1000, what: 'plug "pulled"' }]);
  expect(svg).toContain('class="bad"');
  expect(svg).toContain('>1.5s</text>');
  expect(svg).toContain('plug &#34;pulled&#34;');
  expect(svg).toContain('&#60;lost&#62; &#38; found');
  expect(svg.length).toBeLessThan(30_000);
});

test('drills have names of their own, fit for a command line', () => {
  const names = runnables.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z][a-z0-9-]*$/.test(name))).toEqual([]);
});
