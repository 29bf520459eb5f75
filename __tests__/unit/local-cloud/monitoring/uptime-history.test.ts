import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UptimeCheck } from '../../../../local-cloud/monitoring/model';
import { UptimeHistories, readUptime } from '../../../../local-cloud/monitoring/uptime-histories';
import { historyAfter, uptimePercentage, type RegionHistory } from '../../../../local-cloud/monitoring/uptime-history';

const DAY = 86_400_000;

/** The history after visits, each a time and whether the site was up. */
function after(...visits: readonly (readonly [at: number, up: boolean])[]): RegionHistory {
  return visits.reduce<RegionHistory | undefined>((history, [at, up]) => historyAfter(history, { at, up }), undefined)!;
}

test('an outage lasts from the first visit that failed to the first one that did not', () => {
  expect(after([0, true], [60, true], [120, false], [180, false], [240, true])).toEqual({
    firstAt: 0,
    up: true,
    changedAt: 240,
    outages: [{ startedAt: 120, endedAt: 240 }],
  });
});

test('a visit that changes nothing leaves the history as it is', () => {
  const history = after([0, true]);
  expect(historyAfter(history, { at: 60, up: true })).toBe(history);
});

test('a late answer of a visit from before the last change does not count', () => {
  const history = after([0, false], [60, true]);
  expect(historyAfter(history, { at: 50, up: false })).toBe(history);
});

test('outages of more than thirty days ago are forgotten', () => {
  const old = after([0, true], [1, false], [2, true], [40 * DAY, false], [40 * DAY + 9, true]);
  expect(old.outages).toEqual([{ startedAt: 40 * DAY, endedAt: 40 * DAY + 9 }]);
});

test.each<[string, RegionHistory, number, number]>([
  ['since the first visit', after([0, true], [50, false], [60, true]), 100, 90],
  ['with an outage that goes on', after([0, true], [75, false]), 100, 75],
  ['at the first visit', after([0, true]), 0, 100],
  ['at a first visit that fails', after([0, false]), 0, 0],
  ['of the last thirty days alone', after([0, false], [33 * DAY, true]), 60 * DAY, 90],
])('the share of uptime %s', (_, history, now, percentage) => {
  expect(uptimePercentage(history, now)).toBe(percentage);
});

test('histories are there after a restart, but for those of checks that have gone', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'uptime-'));
  try {
    const visit = { at: 5, up: true, latencyMs: 1, says: '' };
    const [first, check] = [new UptimeHistories(directory), (id: string) => ({ id }) as UptimeCheck];
    for (const id of ['a', 'b']) first.add(id, 'eu_west', visit);
    await first.save([check('a'), check('b')]);
    const second = new UptimeHistories(directory);
    second.add('a', 'us_east', visit);
    await second.save([check('a')]);
    expect(readUptime(directory, 'a')).toEqual({ eu_west: after([5, true]), us_east: after([5, true]) });
    expect(readUptime(directory, 'b')).toEqual({});
  } finally {
    rmSync(directory, { recursive: true });
  }
});
