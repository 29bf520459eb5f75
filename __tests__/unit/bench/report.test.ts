import { judge, type Round } from '../../../bench/report';

const at = (perSecond: number, haproxyMicroseconds?: number) => ({ requests: 1000, perSecond, haproxyMicroseconds });
const round = (nginx: number, h2: number, app: number, cpu: number): Round => ({
  nginx: at(nginx),
  'haproxy-plain': at(500, 15),
  'haproxy-h1': at(400, 18),
  'haproxy-h2': at(h2, cpu),
  watched: at(h2 * 0.98, cpu),
  'app-h2': at(app, 20),
  unprotected: at(450, 20),
});

test('meets the goals by the median of the ratios within the rounds', () => {
  const { met, table } = judge([round(1000, 400, 300, 22), round(2000, 800, 600, 22), round(1000, 100, 100, 90)]);
  expect(met).toBe(true);
  expect(table).toMatch(/HTTP\/2 -> nginx +400 +0\.40 +22\.0 +>= 0\.36 +yes/);
  expect(table).toMatch(/metrics asked for to not +0\.98$/m);
  expect(table).toMatch(/protections on to off +1\.10 +<= 1\.2 +yes/);
});

test.each([
  ['HTTP/2 at HAProxy', round(1000, 350, 300, 22)],
  ['the way to the app', round(1000, 400, 240, 22)],
  ['the cost of the protections', round(1000, 400, 300, 25)],
])('is not met when %s misses its goal', (_what, one) => {
  const { met, table } = judge([one]);
  expect(met).toBe(false);
  expect(table.match(/ NO$/gm)).toHaveLength(1);
});
