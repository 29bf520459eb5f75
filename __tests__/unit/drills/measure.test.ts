import { latest, measure, median, type Outcome } from '../../../drills/measure';

function get(at: number, result: number | string, milliseconds = 5): Outcome {
  return { at, milliseconds, result, method: 'GET' };
}

function post(at: number, result: number | string, id: string): Outcome {
  return { at, milliseconds: 9, result, method: 'POST', id };
}

const nothingStored = new Map<string, number>();

test('an outage lasts from the first failure to the first success after the last failure, by when requests were sent', () => {
  const outcomes = [get(400, 200), get(100, 200), get(200, 503), get(300, 200), get(350, 'TimeoutError', 5000)];
  expect(measure(outcomes, nothingStored)).toMatchObject({ sent: 5, failed: 2, outageMs: 200, slowestMs: 5000 });
});

test('without a failure there is no outage', () => {
  expect(measure([get(0, 200), get(5, 301)], nothingStored)).toMatchObject({ failed: 0, outageMs: 0 });
});

test('an outage that does not end lasts to the last request', () => {
  expect(measure([get(0, 200), get(10, 502), get(90, 502)], nothingStored).outageMs).toBe(80);
});

test('a single failure at the very end is an outage, too', () => {
  expect(measure([get(0, 200), get(10, 502)], nothingStored).outageMs).toBe(1);
});

test('counts ids that are stored twice, and acknowledged ones that are not stored', () => {
  const outcomes = [post(0, 201, 'twice'), post(1, 201, 'missing'), post(2, 502, 'refused'), post(3, 201, 'once')];
  const stored = new Map([
    ['twice', 2],
    ['once', 1],
  ]);
  expect(measure(outcomes, stored)).toMatchObject({ failed: 1, duplicated: 1, lost: 1 });
});

test('a write that failed for its visitor and is stored twice is doubled all the same', () => {
  expect(measure([post(0, 'ECONNRESET', 'x')], new Map([['x', 2]]))).toMatchObject({ duplicated: 1, lost: 0 });
});

test.each([
  [[3], 3],
  [[1, 9, 2], 2],
  [[4, 1, 2, 9], 3],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('a deploy of a quarter of an hour can be measured', () => {
  const outcomes = Array.from({ length: 200 * 900 }, (_, i) => get(i * 5, 200));
  expect(measure(outcomes, nothingStored)).toMatchObject({ sent: 180_000, slowestMs: 5 });
});

test('a load that stood still shows by the request that it sent latest after it was due', () => {
  const late = (at: number, by: number) => ({ ...get(at, 200), late: by });
  expect(latest([late(400, 3), late(5, 395), late(0, 0), late(410, 1)])).toEqual({ at: 5, late: 395 });
  expect(latest([]).late).toBe(0);
});
