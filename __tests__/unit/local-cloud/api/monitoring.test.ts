import { TestCloud } from './cloud';
import { writeUptime } from './uptime';

const alerts = { email: ['oncall@foobar.com'], slack: null };
const POLICY = {
  type: 'v1/insights/droplet/cpu',
  description: 'CPU of web',
  compare: 'GreaterThan',
  value: 80,
  window: '5m',
  entities: [],
  tags: ['web'],
  alerts,
  enabled: true,
};
const CHECK = { name: 'www', type: 'https', target: 'https://www.foobar.com/', regions: ['eu_west'], enabled: true };
const ALERT = { name: 'down', type: 'down', threshold: 0, comparison: '', period: '2m', notifications: alerts };

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.start()));
afterAll(() => cloud.stop());

async function newCheck(): Promise<string> {
  const { body } = await cloud.ask('POST', '/v2/uptime/checks', CHECK);
  return (body as { check: { id: string } }).check.id;
}

test.each<[string, object, number, string]>([
  [
    'a metric that is not measured here',
    { type: 'v1/insights/droplet/disk_read' },
    501,
    "'v1/insights/droplet/disk_read'",
  ],
  ['a droplet that is not there', { entities: ['12345'] }, 422, 'no droplets with the ids 12345'],
  ['a window of its own', { window: '2m' }, 422, 'body/window'],
  ['an address that is none', { alerts: { ...alerts, email: ['oncall'] } }, 422, 'body/alerts/email/0'],
  ['nobody said to be told', { alerts: {} }, 422, 'body/alerts'],
])('an alert policy with %s is refused', async (_, wrong, status, message) => {
  const answer = await cloud.ask('POST', '/v2/monitoring/alerts', { ...POLICY, ...wrong });
  expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) as string } });
});

test.each<[string, object, number, string]>([
  ['from a region that never existed', { regions: ['eu_north'] }, 422, 'body/regions/0'],
  ['by ping', { type: 'ping' }, 501, 'no ping checks'],
])('an uptime check %s is refused', async (_, wrong, status, message) => {
  const answer = await cloud.ask('POST', '/v2/uptime/checks', { ...CHECK, ...wrong });
  expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) as string } });
});

test.each<[string, object, string]>([
  ['of a slowness that is not said', { type: 'latency' }, 'an alert of type latency needs threshold and comparison'],
  ['with a period of its own', { period: '4m' }, 'body/period'],
])('an uptime alert %s is refused', async (_, wrong, message) => {
  const answer = await cloud.ask('POST', `/v2/uptime/checks/${await newCheck()}/alerts`, { ...ALERT, ...wrong });
  expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining(message) as string } });
});

test('alerts of a check that is not there are not found', async () => {
  expect(await cloud.ask('POST', '/v2/uptime/checks/none/alerts', ALERT)).toMatchObject({ status: 404 });
});

test('a check takes its alerts along', async () => {
  const id = await newCheck();
  const { body } = await cloud.ask('POST', `/v2/uptime/checks/${id}/alerts`, ALERT);
  const path = `/v2/uptime/checks/${id}/alerts/${(body as { alert: { id: string } }).alert.id}`;
  expect(await cloud.ask('GET', path)).toMatchObject({ status: 200 });
  await cloud.ask('DELETE', `/v2/uptime/checks/${id}`);
  expect(await cloud.ask('GET', path)).toMatchObject({ status: 404 });
});

test('the state of a check is what its visits have shown', async () => {
  const { body } = await cloud.ask('POST', '/v2/uptime/checks', {
    ...CHECK,
    regions: ['eu_west', 'us_east', 'se_asia'],
  });
  const state = async () => (await cloud.ask('GET', `/v2/uptime/checks/${body.check.id}/state`)).body.state;
  const checking = { status: 'CHECKING' };
  expect(await state()).toEqual({ regions: { eu_west: checking, us_east: checking, se_asia: checking } });
  await writeUptime(cloud, body.check.id as string);
  expect(await state()).toEqual({
    regions: {
      eu_west: {
        status: 'UP',
        status_changed_at: '2026-01-01T00:04:00Z',
        thirty_day_uptime_percentage: expect.any(Number) as number,
      },
      us_east: {
        status: 'DOWN',
        status_changed_at: '2026-01-01T00:05:00Z',
        thirty_day_uptime_percentage: expect.any(Number) as number,
      },
      se_asia: checking,
    },
    previous_outage: {
      region: 'eu_west',
      started_at: '2026-01-01T00:02:00Z',
      ended_at: '2026-01-01T00:04:00Z',
      duration_seconds: 120,
    },
  });
  expect(await cloud.ask('GET', '/v2/uptime/checks/none/state')).toMatchObject({ status: 404 });
});
