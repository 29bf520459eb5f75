import { judgePolicy, judgeUptime, type Watched } from '../../../../local-cloud/monitoring/judge';
import type { AlertPolicy, UptimeAlert, UptimeCheck } from '../../../../local-cloud/monitoring/model';
import { Series } from '../../../../local-cloud/monitoring/series';
import type { Visit } from '../../../../local-cloud/monitoring/visit';

const MINUTE = 60_000;
const receivers = { email: ['oncall@foobar.com'], slack: [] };
const POLICY: AlertPolicy = {
  uuid: 'p',
  type: 'v1/insights/droplet/cpu',
  description: 'CPU of web',
  compare: 'GreaterThan',
  value: 80,
  window: '5m',
  entities: [],
  tags: [],
  alerts: receivers,
  enabled: true,
};

/** Read each minute for `minutes`, at `cpu` percent of one processor. */
function machine(cpu: number, minutes = 5): Series {
  const series = new Series(1);
  for (let i = 0; i <= minutes; i++)
    series.add(
      { at: i * MINUTE, cpuSeconds: (i * 60 * cpu) / 100, memoryPercent: cpu, diskPercent: 0, busyThreads: 0 },
      1,
    );
  return series;
}

const droplet = (id: string, cpu: number, tags: string[] = []): Watched => ({
  ...{ id, kind: 'droplets', name: `node-${id}`, tags, series: [machine(cpu)] },
});
const judged = (policy: Partial<AlertPolicy>, all: readonly Watched[], now = 5 * MINUTE, speed = 1) =>
  judgePolicy({ ...POLICY, ...policy }, all, now, speed).map(({ key, firing }) => [key, firing]);

test('a policy is judged for each droplet by itself', () => {
  expect(judged({}, [droplet('1', 90), droplet('2', 10)])).toEqual([
    ['p 1', true],
    ['p 2', false],
  ]);
  expect(judged({ compare: 'LessThan' }, [droplet('1', 90), droplet('2', 10)])).toEqual([
    ['p 1', false],
    ['p 2', true],
  ]);
});

test('a policy means the droplets that carry its tags or are named, and all when it says neither', () => {
  const all = [droplet('1', 90, ['web']), droplet('2', 90), droplet('3', 90)];
  const ids = (policy: Partial<AlertPolicy>) => judged(policy, all).map(([key]) => key);
  expect(ids({ tags: ['web'], entities: ['3'] })).toEqual(['p 1', 'p 3']);
  expect(ids({ tags: ['app'] })).toEqual([]);
  expect(ids({})).toEqual(['p 1', 'p 2', 'p 3']);
});

test('a policy of databases means a cluster, by the average of its nodes', () => {
  const cluster = (...cpus: number[]): Watched => ({
    ...{ id: 'c', kind: 'databases', name: 'shop', tags: [], series: cpus.map((cpu) => machine(cpu)) },
  });
  const type = 'v1/dbaas/alerts/cpu_alerts';
  expect(judged({ type, entities: ['c'] }, [cluster(100, 90), droplet('1', 90)])).toEqual([['p c', true]]);
  expect(judged({ type, entities: ['c'] }, [cluster(100, 10)])).toEqual([['p c', false]]);
});

test('nothing is said before the window has passed, which speed makes shorter', () => {
  const young = { ...droplet('1', 90), series: [machine(90, 1)] };
  expect(judged({}, [young], MINUTE)).toEqual([['p 1', undefined]]);
  expect(judged({}, [young], MINUTE, 5)).toEqual([['p 1', true]]);
});

const CHECK: UptimeCheck = {
  id: 'c',
  name: 'www',
  type: 'https',
  target: 'https://www.foobar.com/',
  regions: ['eu_west', 'us_east'],
  enabled: true,
  alerts: [],
};
const ALERT: UptimeAlert = {
  id: 'a',
  name: 'trouble',
  type: 'down',
  threshold: 0,
  period: '2m',
  notifications: receivers,
};
const UP = { up: true, latencyMs: 100, certificateDays: 60, says: '200 after 100 ms' };
const DOWN = { ...UP, up: false, says: 'no answer in 10 s' };

/** The visits of each region, one each minute. */
function uptime(alert: Partial<UptimeAlert>, europe: Partial<Visit>[], america: Partial<Visit>[], speed = 1) {
  const seen = (visits: Partial<Visit>[]) => visits.map((one, i): Visit => ({ ...UP, ...one, at: i * MINUTE }));
  const visits = (region: string) => seen(region === 'eu_west' ? europe : america);
  const now = (Math.max(europe.length, america.length) - 1) * MINUTE;
  return judgeUptime(CHECK, { ...ALERT, ...alert }, visits, now, speed);
}

test('a region that is down for the period is enough for one alert, and not for the other', () => {
  const [europe, america] = [
    [UP, DOWN, DOWN, DOWN],
    [UP, UP, UP, UP],
  ];
  expect(uptime({}, europe, america)).toMatchObject({ firing: true, detail: 'eu_west: no answer in 10 s' });
  expect(uptime({ type: 'down_global' }, europe, america).firing).toBe(false);
  expect(uptime({ type: 'down_global' }, europe, europe).firing).toBe(true);
});

test('a visit that fails alone is no outage', () => {
  const calm = [UP, UP, UP, UP, UP];
  expect(uptime({}, [UP, DOWN, UP, DOWN, DOWN], calm).firing).toBe(false);
  expect(uptime({}, [DOWN, DOWN, DOWN, DOWN, UP], calm).firing).toBe(false);
});

test('the period passes faster with speed', () => {
  expect(uptime({}, [UP, DOWN, DOWN], [UP, UP, UP]).firing).toBe(false);
  expect(uptime({}, [UP, DOWN, DOWN], [UP, UP, UP], 2).firing).toBe(true);
});

test('slow answers are slow only while there are answers', () => {
  const slow = { ...ALERT, type: 'latency', comparison: 'greater_than', threshold: 300 } as const;
  const late = { ...UP, latencyMs: 301 };
  expect(uptime(slow, [late, late, late], [UP, UP, UP]).firing).toBe(true);
  expect(uptime(slow, [late, UP, late], [UP, UP, UP]).firing).toBe(false);
  expect(
    uptime(
      slow,
      [DOWN, DOWN, DOWN].map((one) => ({ ...one, latencyMs: 10_000 })),
      [UP, UP, UP],
    ).firing,
  ).toBe(false);
});

test('a certificate that ends is said, and none is no reason', () => {
  const ends = { ...ALERT, type: 'ssl_expiry', comparison: 'less_than', threshold: 14 } as const;
  const near = { ...UP, certificateDays: 13.9 };
  const none = { ...UP, certificateDays: undefined };
  expect(uptime(ends, [near, near, near], [UP, UP, UP]).firing).toBe(true);
  expect(uptime(ends, [none, none, none], [UP, UP, UP]).firing).toBe(false);
});

test('nothing is said before every region has visited', () => {
  expect(uptime({}, [DOWN, DOWN, DOWN], []).firing).toBeUndefined();
});
