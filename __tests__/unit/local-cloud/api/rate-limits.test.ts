import { CloudflareRateLimit } from '../../../../local-cloud/api/rate-limits/cloudflare';
import { DigitalOceanRateLimit } from '../../../../local-cloud/api/rate-limits/digitalocean';
import { TestCloud } from './cloud';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('DigitalOcean', () => {
  /** So many calls at once; gives what the last one was answered. */
  const call = (limit: DigitalOceanRateLimit, calls: number, now: number, enforced = true, token = 'a') =>
    Array.from({ length: calls }, () => limit.count(token, now, enforced)).at(-1)!;

  test('a call has the limit of an hour, what is left of it, and when the oldest call ends to count', () => {
    const limit = new DigitalOceanRateLimit();
    call(limit, 1, 5000);
    expect(call(limit, 2, MINUTE)).toEqual({
      refused: false,
      headers: { 'ratelimit-limit': 5000, 'ratelimit-remaining': 4997, 'ratelimit-reset': 3605 },
    });
    expect(call(limit, 1, HOUR + 5000).headers).toMatchObject({
      ...{ 'ratelimit-remaining': 4997, 'ratelimit-reset': 3660 },
    });
  });

  test('more than 250 calls in a minute are refused, with the seconds until the next one is answered', () => {
    const limit = new DigitalOceanRateLimit();
    call(limit, 1, 0);
    expect(call(limit, 249, 20_000)).toMatchObject({ refused: false, headers: { 'ratelimit-remaining': 0 } });
    expect(call(limit, 5, 30_500)).toEqual({
      refused: true,
      headers: { 'ratelimit-limit': 5000, 'ratelimit-remaining': 0, 'ratelimit-reset': 3600, 'retry-after': 30 },
    });
    expect(call(limit, 1, MINUTE)).toMatchObject({ refused: false, headers: { 'ratelimit-remaining': 0 } });
    expect(call(limit, 1, MINUTE)).toMatchObject({ refused: true, headers: { 'retry-after': 20 } });
  });

  test('more than 5,000 calls in an hour are refused until the oldest ends to count', () => {
    const limit = new DigitalOceanRateLimit();
    for (let minute = 0; minute < 20; minute++) expect(call(limit, 250, minute * MINUTE).refused).toBe(false);
    const refused = call(limit, 1, 30 * MINUTE);
    expect(refused).toMatchObject({ refused: true, headers: { 'ratelimit-remaining': 0, 'ratelimit-reset': 3600 } });
    expect(refused.headers).not.toHaveProperty('retry-after');
    expect(call(limit, 1, HOUR - 1).refused).toBe(true);
    expect(call(limit, 1, HOUR)).toMatchObject({ refused: false, headers: { 'ratelimit-remaining': 249 } });
  });

  test('each token has its own limit', () => {
    const limit = new DigitalOceanRateLimit();
    call(limit, 250, 0);
    expect(call(limit, 1, 0).refused).toBe(true);
    expect(call(limit, 1, 0, true, 'b')).toMatchObject({ refused: false, headers: { 'ratelimit-remaining': 4999 } });
  });

  test('without enforcement no call is refused, and no answer says that the next one is', () => {
    const limit = new DigitalOceanRateLimit();
    expect(call(limit, 6000, 0, false)).toMatchObject({ refused: false, headers: { 'ratelimit-remaining': 1 } });
  });
});

describe('Cloudflare', () => {
  const call = (limit: CloudflareRateLimit, calls: number, now: number, enforced = true) =>
    Array.from({ length: calls }, () => limit.count(now, enforced)).at(-1)!;

  test('a call has the policy, and what is left of its window', () => {
    const limit = new CloudflareRateLimit();
    call(limit, 2, 0);
    expect(call(limit, 1, 10_500)).toEqual({
      refused: false,
      headers: { ratelimit: '"default";r=1197;t=290', 'ratelimit-policy': '"default";q=1200;w=300' },
    });
    expect(call(limit, 1, 5 * MINUTE).headers.ratelimit).toBe('"default";r=1199;t=300');
  });

  test('the first call beyond 1,200 blocks all calls of the next five minutes', () => {
    const limit = new CloudflareRateLimit();
    expect(call(limit, 1200, 0)).toMatchObject({ refused: false, headers: { ratelimit: '"default";r=0;t=300' } });
    expect(call(limit, 1, 4 * MINUTE)).toMatchObject({ refused: true, headers: { 'retry-after': 300 } });
    expect(call(limit, 1, 6 * MINUTE)).toMatchObject({ refused: true, headers: { 'retry-after': 180 } });
    expect(call(limit, 1, 9 * MINUTE)).toMatchObject({
      refused: false,
      headers: { ratelimit: '"default";r=1199;t=300' },
    });
  });

  test('without enforcement no call is refused, and no answer says that the next one is', () => {
    const limit = new CloudflareRateLimit();
    expect(call(limit, 2000, 0, false)).toMatchObject({
      refused: false,
      headers: { ratelimit: '"default";r=1;t=300' },
    });
  });
});

describe('the APIs', () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.start();
  });
  afterEach(() => cloud.stop());

  test('DigitalOcean refuses a call beyond its limit, and /local does not', async () => {
    await cloud.ask('PUT', '/local/limits', { enforceRateLimits: true });
    const { token } = cloud.cloud.state.tokens.find(({ api }) => api === 'digitalocean')!;
    for (let calls = 1; calls < 250; calls++) cloud.cloud.rateLimits.countDigitalOcean(`Bearer ${token}`);
    expect(await cloud.ask('GET', '/v2/tags')).toMatchObject({ status: 200, headers: { 'ratelimit-remaining': '0' } });
    expect(await cloud.ask('GET', '/v2/tags')).toMatchObject({
      status: 429,
      body: { id: 'too_many_requests', message: 'API rate limit exceeded.' },
      headers: { 'ratelimit-remaining': '0', 'retry-after': expect.stringMatching(/^[1-6]?\d$/) as string },
    });
    expect(await cloud.ask('GET', '/client/v4/zones')).toMatchObject({ status: 200 });
    await cloud.ask('PUT', '/local/limits', { enforceRateLimits: false });
    expect(await cloud.ask('GET', '/v2/tags')).toMatchObject({ status: 200 });
  });

  test('Cloudflare refuses a call beyond its limit', async () => {
    await cloud.ask('PUT', '/local/limits', { enforceRateLimits: true });
    const message = 'Rate limited. Please wait and consider throttling your request speed';
    for (let calls = 0; calls < 1200; calls++) cloud.cloud.rateLimits.countCloudflare();
    expect(await cloud.ask('GET', '/client/v4/user/tokens/verify')).toMatchObject({
      status: 429,
      body: { success: false, errors: [{ code: 10429, message }] },
      headers: { ratelimit: '"default";r=0;t=300', 'retry-after': '300' },
    });
  });

  test('refusals have the headers of the limits too, and what is refused for its token has none', async () => {
    expect((await cloud.ask('GET', '/v2/droplets/1')).headers).toHaveProperty('ratelimit-remaining');
    expect((await cloud.ask('GET', '/client/v4/zones/none')).headers).toHaveProperty('ratelimit-policy');
    expect((await cloud.ask('GET', '/v2/droplets', undefined, 'nonsense')).headers).not.toHaveProperty(
      'ratelimit-limit',
    );
  });

  test('a fault of 429 has the headers of a limit that is reached', async () => {
    for (const api of ['digitalocean', 'cloudflare'])
      await cloud.ask('POST', '/local/faults', { api, path: '*', status: 429, retryAfter: 9 });
    expect((await cloud.ask('GET', '/v2/tags')).headers).toMatchObject({
      'ratelimit-remaining': '0',
      'retry-after': '9',
    });
    expect((await cloud.ask('GET', '/client/v4/zones')).headers).toMatchObject({ ratelimit: '"default";r=0;t=9' });
  });
});
