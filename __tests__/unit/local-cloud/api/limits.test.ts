import { TestCloud } from './cloud';

const DROPLET = { region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

const change = (limits?: object) => cloud.ask('PUT', '/local/limits', limits);

test('the limits of the account are changed while the local cloud runs', async () => {
  const before = { enforceRateLimits: false, droplets: 190, reservedIps: 51, volumes: 100 };
  expect(await cloud.ask('GET', '/local/limits')).toMatchObject({ status: 200, body: before });
  const after = { ...before, droplets: 3, volumes: 0 };
  expect(await change({ droplets: 3, volumes: 0 })).toMatchObject({ status: 200, body: after });
  expect(await change({ enforceRateLimits: true })).toMatchObject({ body: { ...after, enforceRateLimits: true } });
  expect((await cloud.ask('GET', '/v2/account')).body.account).toMatchObject({
    ...{ droplet_limit: 3, volume_limit: 0, reserved_ip_limit: 51, floating_ip_limit: 51 },
  });
});

test('a change is refused with all that is wrong with it, and changes nothing', async () => {
  const { status, body } = await change({ droplets: 191, volumes: -1, banana: 1 });
  expect(status).toBe(422);
  expect(body.message).toBe(
    'body must NOT have additional properties, body/droplets must be <= 190, body/volumes must be >= 0',
  );
  expect(await change({})).toMatchObject({ status: 422 });
  expect(await change()).toMatchObject({ status: 422 });
  expect(cloud.cloud.limits).toEqual({ droplets: 190, reservedIps: 51, volumes: 100 });
});

test.each<[string, string, object, object, number, object]>([
  [
    'droplets',
    '/v2/droplets',
    { droplets: 1 },
    { ...DROPLET, names: ['a', 'b'], tags: ['t'] },
    422,
    { id: 'unprocessable_entity', message: 'creating this/these droplet(s) will exceed your droplet limit' },
  ],
  [
    'volumes',
    '/v2/volumes',
    { volumes: 0 },
    { name: 'a', region: 'fra1', size_gigabytes: 1, tags: ['t'] },
    403,
    { id: 'forbidden', message: 'failed to create volume: volume/snapshot capacity limit exceeded' },
  ],
  [
    'reserved IPs',
    '/v2/reserved_ips',
    { reservedIps: 0 },
    { region: 'fra1' },
    422,
    { id: 'unprocessable_entity', message: 'creating this reserved IP will exceed your reserved IP limit' },
  ],
])('%s beyond the quota are refused, and nothing of them stays', async (_, path, quota, wanted, status, body) => {
  await change(quota);
  const before = structuredClone({ ...cloud.cloud.state, nextId: 0 });
  const calls = cloud.runtime.calls.length;
  expect(await cloud.ask('POST', path, wanted)).toMatchObject({ status, body });
  await cloud.cloud.idle();
  expect({ ...cloud.cloud.state, nextId: 0 }).toEqual(before);
  expect(cloud.runtime.calls).toHaveLength(calls);
});

test('what is deleted makes room', async () => {
  await change({ droplets: 1 });
  const id = await cloud.newDroplet();
  const again = () => cloud.ask('POST', '/v2/droplets', { ...DROPLET, name: 'b' }).then(({ status }) => status);
  expect(await again()).toBe(422);
  await cloud.ask('DELETE', `/v2/droplets/${id}`);
  expect(await again()).toBe(202);
});
