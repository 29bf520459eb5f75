import type { Fault } from '../../../../../local-cloud/api/faults/fault';
import { TestCloud } from '../cloud';

const DROPLET = { name: 'web-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
const DROPLETS: Pick<Fault, 'api' | 'path'> = { api: 'digitalocean', path: '/droplets' };

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

const add = (fault: object) => cloud.ask('POST', '/local/faults', fault);
const faults = async () => (await cloud.ask('GET', '/local/faults')).body.faults;

test('a fault is added, listed with how often it was met, and removed', async () => {
  const fault = { ...DROPLETS, method: 'GET', status: 503, count: 1 };
  expect(await add(fault)).toMatchObject({ status: 201, body: { fault: { id: '1', ...fault, met: 0 } } });
  expect(await cloud.ask('GET', '/v2/droplets?per_page=1')).toMatchObject({ status: 503 });
  expect(await cloud.ask('GET', '/v2/droplets')).toMatchObject({ status: 200 });
  expect(await faults()).toEqual([{ id: '1', ...fault, calls: 1, met: 1, over: true }]);
  expect(await cloud.ask('DELETE', '/local/faults/1')).toMatchObject({ status: 200, body: { removed: 1 } });
  expect(await cloud.ask('DELETE', '/local/faults/1')).toMatchObject({ status: 404 });
});

test('all faults are removed at once', async () => {
  for (const path of ['/droplets', '/volumes']) await add({ api: 'digitalocean', path, status: 500 });
  expect(await cloud.ask('DELETE', '/local/faults')).toMatchObject({ body: { removed: 2 } });
  expect(await faults()).toEqual([]);
  expect(await cloud.ask('GET', '/v2/volumes')).toMatchObject({ status: 200 });
});

test('a fault is refused with all that is wrong with it', async () => {
  const { status, body } = await add({ api: 'aws', path: '/v2/droplets', share: 2, status: 503, hang: true });
  expect(status).toBe(422);
  expect(body.message).toBe(
    'body/api must be equal to one of the allowed values, body/share must be <= 1, ' +
      'exactly one of status, delay, hang, reset, halfDone is required, got status, hang, ' +
      "path is what follows the API's own prefix, got /v2/droplets",
  );
  expect(await faults()).toEqual([]);
});

test.each<[string, object | undefined, string]>([
  ['without a body', undefined, 'body must be object'],
  ['without an effect', DROPLETS, 'is required, got none'],
  ['with a status of success', { ...DROPLETS, status: 200 }, 'body/status must be >= 400'],
  ['with a wait that no answer names', { ...DROPLETS, delay: 1, retryAfter: 1 }, 'retryAfter needs a status'],
  ['with a misspelt prop', { ...DROPLETS, status: 500, times: 1 }, 'must NOT have additional properties'],
])('a fault %s is refused', async (_, fault, message) => {
  expect(await cloud.ask('POST', '/local/faults', fault)).toMatchObject({
    status: 422,
    body: { message: expect.stringContaining(message) as string },
  });
});

test.each<[number, string, string]>([
  [404, 'not_found', 'The resource you requested could not be found.'],
  [429, 'too_many_requests', 'API rate limit exceeded.'],
  [500, 'server_error', 'Unexpected server-side error'],
  [503, 'service_unavailable', 'Service is currently unavailable.'],
  [504, 'gateway_timeout', 'Gateway Timeout'],
])('a status %d of DigitalOcean has its form', async (status, id, message) => {
  await add({ ...DROPLETS, status });
  const answer = await cloud.ask('POST', '/v2/droplets', DROPLET);
  expect(answer).toMatchObject({ status, body: { id, message } });
  expect(answer.body.request_id).toBe(answer.headers['x-request-id']);
  expect(cloud.cloud.state.droplets).toEqual([]);
});

test.each<[number, number, string]>([
  [403, 10000, 'Authentication error'],
  [429, 10429, 'Rate limited. Please wait and consider throttling your request speed'],
  [502, 1502, 'Bad Gateway'],
])('a status %d of Cloudflare has its form', async (status, code, message) => {
  await add({ api: 'cloudflare', path: '/zones', status });
  expect(await cloud.ask('GET', '/client/v4/zones')).toMatchObject({
    status,
    body: { result: null, success: false, errors: [{ code, message }], messages: [] },
  });
});

test('a status of the certificate authority is a problem of ACME', async () => {
  await add({ api: 'acme', path: '/directory', status: 429 });
  const answer = await cloud.ask('GET', '/acme/directory');
  expect(answer).toMatchObject({ status: 429, body: { type: 'urn:ietf:params:acme:error:rateLimited', status: 429 } });
  expect(answer.headers['content-type']).toContain('application/problem+json');
});

test.each<[string, object, string | undefined]>([
  ['429', { status: 429 }, '1'],
  ['429 with a time', { status: 429, retryAfter: 30 }, '30'],
  ['503', { status: 503 }, undefined],
  ['503 with a time', { status: 503, retryAfter: 0 }, '0'],
])('the wait that %s names', async (_, effect, seconds) => {
  await add({ ...DROPLETS, ...effect });
  expect((await cloud.send('GET', '/v2/droplets')).headers['retry-after']).toBe(seconds);
});

test('a delayed call is carried out after its delay', async () => {
  await add({ ...DROPLETS, delay: 0.2 });
  const before = performance.now();
  expect(await cloud.ask('POST', '/v2/droplets', DROPLET)).toMatchObject({ status: 202 });
  // Timers may fire a millisecond early.
  expect(performance.now() - before).toBeGreaterThan(198);
});

test('a call that hangs is not carried out, and holds up no other', async () => {
  await add({ ...DROPLETS, method: 'POST', hang: true });
  await expect(cloud.send('POST', '/v2/droplets', DROPLET, 300)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await cloud.send('GET', '/v2/droplets')).toMatchObject({ status: 200, body: { droplets: [] } });
});

test('a connection is reset, and nothing is carried out', async () => {
  await add({ api: 'cloudflare', path: '/zones', reset: true });
  await expect(cloud.send('POST', '/client/v4/zones', { name: 'other.com' })).rejects.toMatchObject({
    cause: { code: 'ECONNRESET' },
  });
  expect(cloud.cloud.state.zones).toHaveLength(1);
});

test('half done: the change is made, and its answer lost', async () => {
  await add({ ...DROPLETS, halfDone: 'lost', count: 1 });
  await expect(cloud.send('POST', '/v2/droplets', DROPLET)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect((await cloud.send('GET', '/v2/droplets')).body.droplets).toHaveLength(1);
});

test('half done: the change is made, and its answer an error', async () => {
  await add({ api: 'digitalocean', path: '*', halfDone: 'error', count: 1 });
  expect(await cloud.send('POST', '/v2/droplets', DROPLET)).toMatchObject({
    status: 500,
    body: { id: 'server_error', message: 'Unexpected server-side error' },
  });
  const [droplet] = (await cloud.ask('GET', '/v2/droplets')).body.droplets;
  await cloud.cloud.idle();
  await add({ api: 'digitalocean', path: '/droplets/:id', method: 'DELETE', halfDone: 'error' });
  expect(await cloud.send('DELETE', `/v2/droplets/${droplet.id}`)).toMatchObject({
    status: 500,
    body: { id: 'server_error' },
  });
  await cloud.cloud.idle();
  expect(cloud.cloud.state.droplets).toEqual([]);
});

test('half done: a call that is refused anyway is refused as ever', async () => {
  await add({ ...DROPLETS, halfDone: 'error' });
  expect(await cloud.send('POST', '/v2/droplets', { ...DROPLET, size: 'huge' })).toMatchObject({ status: 422 });
});
