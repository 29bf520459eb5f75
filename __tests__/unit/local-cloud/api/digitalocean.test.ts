import { DEPLOY_SCOPES, FAILOVER_SCOPES } from '../../../../host/token-scopes';
import { TestCloud } from './cloud';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

test('a droplet is new, then active, and gone when it is deleted', async () => {
  const created = await cloud.ask('POST', '/v2/droplets', {
    name: 'web-1',
    region: 'fra1',
    size: 's-1vcpu-1gb',
    image: 'debian-13-x64',
  });
  expect(created).toMatchObject({ status: 202, body: { droplet: { status: 'new', locked: true } } });
  await cloud.cloud.idle();
  const { id } = created.body.droplet;
  expect(await cloud.ask('GET', `/v2/droplets/${id}`)).toMatchObject({
    body: { droplet: { status: 'active', locked: false } },
  });
  expect(await cloud.ask('DELETE', `/v2/droplets/${id}`)).toMatchObject({ status: 204 });
  expect(await cloud.ask('GET', `/v2/droplets/${id}`)).toMatchObject({ status: 404, body: { id: 'not_found' } });
  await cloud.cloud.idle();
  expect(cloud.runtime.calls).toEqual([`powerOn ${id}`, `destroyDroplet ${id}`]);
});

test('a resize leaves the disk as it is, unless it is to grow with it: then there is no way back', async () => {
  const id = await cloud.newDroplet();
  const droplet = async () => (await cloud.ask('GET', `/v2/droplets/${id}`)).body.droplet;
  const act = async (body: object) => {
    const { status } = await cloud.ask('POST', `/v2/droplets/${id}/actions`, body);
    await cloud.cloud.idle();
    return status;
  };
  await act({ type: 'power_off' });
  expect(await act({ type: 'resize', size: 's-2vcpu-4gb' })).toBe(201);
  expect(await droplet()).toMatchObject({ size_slug: 's-2vcpu-4gb', memory: 4096, disk: 25 });
  expect(await act({ type: 'resize', size: 's-1vcpu-1gb' })).toBe(201);
  expect(await act({ type: 'resize', size: 's-1vcpu-2gb', disk: true })).toBe(201);
  expect(await droplet()).toMatchObject({ size_slug: 's-1vcpu-2gb', disk: 50 });
  expect(await act({ type: 'resize', size: 's-1vcpu-1gb' })).toBe(422);
});

test('every region has a default VPC, and another one may take its place', async () => {
  const list = async () => (await cloud.ask('GET', '/v2/vpcs?per_page=200')).body.vpcs as Record<string, unknown>[];
  expect((await list()).filter((vpc) => vpc.region === 'fra1')).toMatchObject([
    { name: 'default-fra1', default: true },
  ]);
  const { id } = (await cloud.ask('POST', '/v2/vpcs', { name: 'mine', region: 'fra1' })).body.vpc;
  expect((await cloud.ask('PATCH', `/v2/vpcs/${id}`, { default: true })).body.vpc).toMatchObject({ default: true });
  expect((await list()).filter((vpc) => vpc.region === 'fra1' && vpc.default)).toMatchObject([{ name: 'mine' }]);
});

test.each<[string, string, object, string]>([
  ['backups', '/v2/droplets', { backups: true }, 'backups of droplets'],
  ['IPv6', '/v2/droplets', { ipv6: true }, 'IPv6 addresses of droplets'],
  [
    'volumes at creation',
    '/v2/droplets',
    { volumes: ['506f78a4-e098-11e5-ad9f-000f53306ae1'] },
    'volumes at the creation',
  ],
  ['snapshots', '/v2/volumes', { size_gigabytes: 1, snapshot_id: 'x' }, 'snapshots of volumes'],
])('says by name that it has no %s', async (_, path, more, message) => {
  const body = { name: 'a', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64', ...more };
  expect(await cloud.ask('POST', path, body)).toMatchObject({
    status: 501,
    body: { id: 'not_implemented', message: expect.stringContaining(message) as string },
  });
});

test('a droplet without a region, or with an empty one, is placed by the cloud', async () => {
  const id = await cloud.newDroplet({ region: '' });
  const { droplet } = (await cloud.ask('GET', `/v2/droplets/${id}`)).body;
  const public_image = { type: 'snapshot', public: true };
  expect(droplet).toMatchObject({ region: { slug: 'ams3' }, image: public_image });
});

test('20 droplets at once have addresses of their own', async () => {
  await Promise.all(Array.from({ length: 20 }, () => cloud.newDroplet()));
  const { body } = await cloud.ask('GET', '/v2/droplets?per_page=200');
  const addresses = body.droplets.flatMap((droplet: { networks: { v4: { ip_address: string }[] } }) =>
    droplet.networks.v4.map((one) => one.ip_address),
  );
  expect(new Set(addresses).size).toBe(40);
});

test('lists come in pages that name the next one', async () => {
  for (const name of ['a', 'b', 'c']) await cloud.ask('POST', '/v2/tags', { name });
  const first = await cloud.ask('GET', '/v2/tags?page=1&per_page=2');
  expect(first.body).toMatchObject({
    meta: { total: 3 },
    links: { pages: { next: expect.stringContaining('page=2&per_page=2') as string } },
  });
  expect((await cloud.ask('GET', '/v2/tags?page=2&per_page=2')).body.tags).toHaveLength(1);
  expect((await cloud.ask('GET', '/v2/tags')).body.links).toEqual({});
});

test('assigning a reserved IP that another droplet holds moves it; the action is polled', async () => {
  const [one, other] = [await cloud.newDroplet(), await cloud.newDroplet()];
  const { ip } = (await cloud.ask('POST', '/v2/reserved_ips', { region: 'fra1' })).body.reserved_ip;
  await cloud.ask('POST', `/v2/reserved_ips/${ip}/actions`, { type: 'assign', droplet_id: one });
  const { action } = (await cloud.ask('POST', `/v2/reserved_ips/${ip}/actions`, { type: 'assign', droplet_id: other }))
    .body;
  await cloud.cloud.idle();
  expect((await cloud.ask('GET', `/v2/reserved_ips/${ip}/actions/${action.id}`)).body.action).toMatchObject({
    status: 'completed',
  });
  expect((await cloud.ask('GET', `/v2/reserved_ips/${ip}`)).body.reserved_ip.droplet.id).toBe(other);
  expect(cloud.runtime.network?.reservedIps).toEqual([{ ip, dropletId: other }]);
});

test('a volume is attached to one droplet at a time, and deleted only when it is free', async () => {
  const [one, other] = [await cloud.newDroplet(), await cloud.newDroplet()];
  const { id } = (await cloud.ask('POST', '/v2/volumes', { name: 'data', region: 'fra1', size_gigabytes: 1 })).body
    .volume;
  const attach = (dropletId: number) =>
    cloud.ask('POST', `/v2/volumes/${id}/actions`, { type: 'attach', droplet_id: dropletId });
  expect(await attach(one)).toMatchObject({ status: 202 });
  expect(await attach(other)).toMatchObject({ status: 422 });
  expect(await cloud.ask('DELETE', `/v2/volumes/${id}`)).toMatchObject({ status: 409 });
  await cloud.ask('POST', `/v2/volumes/${id}/actions`, { type: 'detach', droplet_id: one });
  expect(await cloud.ask('DELETE', `/v2/volumes/${id}`)).toMatchObject({ status: 204 });
});

test('a token reaches what its scopes name, and nothing else', async () => {
  const token = cloud.cloud.store.issueToken('digitalocean', FAILOVER_SCOPES);
  const droplet = await cloud.newDroplet();
  const { ip } = (await cloud.ask('POST', '/v2/reserved_ips', { region: 'fra1' })).body.reserved_ip;
  const asScoped = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
    cloud.ask(method, path, body, token).then(({ status }) => status);
  expect(await asScoped('GET', `/v2/reserved_ips/${ip}`)).toBe(200);
  expect(await asScoped('POST', `/v2/reserved_ips/${ip}/actions`, { type: 'assign', droplet_id: droplet })).toBe(201);
  expect(await asScoped('DELETE', `/v2/reserved_ips/${ip}`)).toBe(403);
  expect(await asScoped('POST', '/v2/reserved_ips', { region: 'fra1' })).toBe(403);
  expect(await asScoped('GET', '/v2/droplets')).toBe(200);
  expect(await asScoped('DELETE', `/v2/droplets/${droplet}`)).toBe(403);
  expect(await asScoped('GET', '/v2/account/keys')).toBe(403);
  expect((await cloud.ask('GET', '/v2/vpcs', undefined, token)).body).toMatchObject({
    id: 'Forbidden',
    message: expect.stringContaining('vpc:read') as string,
  });
  expect(await cloud.ask('GET', '/v2/droplets', undefined, 'nonsense')).toMatchObject({
    status: 401,
    body: { id: 'unauthorized' },
  });
});

test('the scopes of a token are told to the token alone, as doctl reads them', async () => {
  const token = cloud.cloud.store.issueToken('digitalocean', FAILOVER_SCOPES);
  const info = (one?: string) => cloud.ask('GET', '/v1/oauth/token/info', undefined, one);
  expect(await info(token)).toMatchObject({ status: 200, body: { scopes: FAILOVER_SCOPES } });
  expect(await info()).toMatchObject({ status: 200, body: { scopes: ['read', 'write'] } });
  expect(await info('nonsense')).toMatchObject({ status: 401, body: { id: 'unauthorized' } });
});

test('an account has no more droplets, volumes and reserved IPs than its limits', async () => {
  cloud.cloud.limits = { droplets: 1, volumes: 1, reservedIps: 1 };
  expect((await cloud.ask('GET', '/v2/account')).body.account).toMatchObject({
    ...{ droplet_limit: 1, volume_limit: 1, reserved_ip_limit: 1 },
  });
  const droplet = { name: 'web-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
  const make = async (path: string, body: object) => (await cloud.ask('POST', `/v2/${path}`, body)).status;
  const statuses = async (path: string, body: object, other: object) => [
    await make(path, body),
    await make(path, other),
  ];
  expect(await statuses('droplets', droplet, droplet)).toEqual([202, 422]);
  const volume = { name: 'a', region: 'fra1', size_gigabytes: 1 };
  expect(await statuses('volumes', volume, { ...volume, name: 'b' })).toEqual([201, 403]);
  expect(await statuses('reserved_ips', { region: 'fra1' }, { region: 'fra1' })).toEqual([202, 422]);
  expect(cloud.cloud.state).toMatchObject({ droplets: [{}], volumes: [{}], reservedIps: [{}] });
});

test.each<[string, string[], string]>([
  ['a scope that there is not', ['action:read'], "there is no scope 'action:read'"],
  [
    'one without those that it requires',
    ['reserved_ip:read', 'reserved_ip:update', 'actions:read', 'sizes:read', 'regions:read'],
    'reserved_ip:read requires droplet:read, image:read',
  ],
  ['a change without the reading', ['tag:create'], 'tag:create requires tag:read'],
])('no token has %s', (_, scopes, message) => {
  expect(() => cloud.cloud.store.issueToken('digitalocean', scopes)).toThrow(message);
});

test('a droplet is tagged by a token that may make tags', async () => {
  const scopes = DEPLOY_SCOPES.filter((scope) => scope !== 'tag:create');
  const token = cloud.cloud.store.issueToken('digitalocean', scopes);
  const body = { name: 'a', size: 's-1vcpu-1gb', image: 'debian-13-x64', region: '', tags: ['web'] };
  expect((await cloud.ask('POST', '/v2/droplets', body, token)).status).toBe(403);
  expect((await cloud.ask('POST', '/v2/droplets', { ...body, tags: [] }, token)).status).toBe(202);
});

test.each<[string, string, object]>([
  ['a size that does not exist', '/v2/droplets', { name: 'a', size: 'huge', image: 'debian-13-x64', region: 'fra1' }],
  ['an image that does not exist', '/v2/droplets', { name: 'a', size: 's-1vcpu-1gb', image: 'beos', region: 'fra1' }],
  [
    'a region that does not exist',
    '/v2/droplets',
    { name: 'a', size: 's-1vcpu-1gb', image: 'debian-13-x64', region: 'mars1' },
  ],
  [
    'user-data over 64 KiB',
    '/v2/droplets',
    { name: 'a', size: 's-1vcpu-1gb', image: 'debian-13-x64', region: 'fra1', user_data: 'x'.repeat(65_537) },
  ],
  [
    'a key that is not in the account',
    '/v2/droplets',
    { name: 'a', size: 's-1vcpu-1gb', image: 'debian-13-x64', region: 'fra1', ssh_keys: [1] },
  ],
  ['a public VPC', '/v2/vpcs', { name: 'v', region: 'fra1', ip_range: '203.0.113.0/24' }],
  ['a firewall without rules', '/v2/firewalls', { name: 'web' }],
  [
    'a firewall of a tag that does not exist',
    '/v2/firewalls',
    { name: 'web', tags: ['none'], inbound_rules: [{ protocol: 'icmp', sources: { addresses: ['0.0.0.0/0'] } }] },
  ],
  ['a tag with a space', '/v2/tags', { name: 'a b' }],
])('refuses %s', async (_, path, body) => {
  expect(await cloud.ask('POST', path, body)).toMatchObject({ status: 422, body: { id: 'unprocessable_entity' } });
});

test.each(['/v2/apps', '/v2/load_balancers', '/v2/snapshots', '/v2/monitoring/metrics/droplet/cpu'])(
  'has no %s, and says so',
  async (path) => {
    const message = `the local cloud has no route GET ${path}`;
    expect(await cloud.ask('GET', path)).toMatchObject({ status: 501, body: { id: 'not_implemented', message } });
  },
);
