import { Series, type Reading } from '../../../../local-cloud/monitoring/series';

const IDLE = { cpuSeconds: 0, memoryPercent: 10, diskPercent: 20, busyThreads: 0 };

/** A reading every ten seconds, from zero. */
function seriesOf(processors: number, readings: readonly Partial<Reading>[], speed = 1): Series {
  const series = new Series(processors);
  readings.forEach((reading, i) => series.add({ ...IDLE, at: i * 10_000, ...reading }, speed));
  return series;
}

test('the processor is what was used of all that a droplet has', () => {
  const busy = Array.from({ length: 4 }, (_, i) => ({ cpuSeconds: i * 10 }));
  expect(seriesOf(1, busy).average('cpu', 30, 30_000)).toBeCloseTo(100);
  expect(seriesOf(4, busy).average('cpu', 30, 30_000)).toBeCloseTo(25);
});

test('a droplet that uses more than it has is at 100 percent', () => {
  const greedy = Array.from({ length: 4 }, (_, i) => ({ cpuSeconds: i * 20 }));
  expect(seriesOf(1, greedy).average('cpu', 30, 30_000)).toBe(100);
});

test('memory and disk are averaged over the window alone', () => {
  const series = seriesOf(1, [{ memoryPercent: 99 }, { memoryPercent: 20 }, { memoryPercent: 40 }]);
  expect(series.average('memory', 20, 20_000)).toBe(30);
  expect(series.average('disk', 20, 20_000)).toBe(20);
});

test('nothing is said before the window has passed once', () => {
  const series = seriesOf(1, [{}, {}]);
  expect(series.average('memory', 20, 10_000)).toBeUndefined();
  expect(series.average('memory', 10, 10_000)).toBe(10);
});

test('nothing is said of a machine that is not read any more', () => {
  expect(seriesOf(1, [{}, {}]).average('memory', 10, 10_000 + 31_000)).toBeUndefined();
});

test('a machine that was off begins anew', () => {
  const series = seriesOf(1, [{ cpuSeconds: 50 }, { cpuSeconds: 60 }, { cpuSeconds: 1 }]);
  expect(series.average('cpu', 20, 20_000)).toBeUndefined();
});

test('load comes up as the kernel has it, and as much faster as time does', () => {
  const busy = Array.from({ length: 7 }, () => ({ busyThreads: 4 }));
  // Four threads for one minute: 63 % of four after one minute's average, 18 % after five minutes'.
  const last = (metric: 'load1' | 'load5', speed: number) => seriesOf(1, busy, speed).average(metric, 0.001, 60_000)!;
  expect(last('load1', 1)).toBeCloseTo(4 * (1 - Math.exp(-1)));
  expect(last('load5', 1)).toBeCloseTo(4 * (1 - Math.exp(-0.2)));
  expect(last('load5', 5)).toBeCloseTo(last('load1', 1));
});
