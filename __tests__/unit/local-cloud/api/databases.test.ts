import { TestCloud } from './cloud';

const FIELDS = { name: 'shop', engine: 'mysql', version: '8', size: 'db-s-1vcpu-2gb', region: 'fra1', num_nodes: 2 };
let cloud: TestCloud;
let path: string;

beforeAll(async () => {
  cloud = await TestCloud.start();
  const { database } = (await cloud.ask('POST', '/v2/databases', FIELDS)).body as { database: { id: string } };
  path = `/v2/databases/${database.id}`;
  await cloud.cloud.idle();
});
afterAll(() => cloud.stop());

test('a cluster is not among the droplets, and its VPC cannot go', async () => {
  expect((await cloud.ask('GET', '/v2/droplets')).body.droplets).toEqual([]);
  const { private_network_uuid: vpc } = (await cloud.ask('GET', path)).body.database;
  expect((await cloud.ask('GET', `/v2/vpcs/${vpc}/members`)).body.members).toMatchObject([{ name: 'shop' }]);
  expect((await cloud.ask('DELETE', `/v2/vpcs/${vpc}`)).status).toBe(403);
});

test('what can be had is listed', async () => {
  const { mysql } = (await cloud.ask('GET', '/v2/databases/options')).body.options;
  expect(mysql).toMatchObject({ versions: ['8'], regions: expect.arrayContaining(['fra1']) as string[] });
  expect(mysql.layouts.map((one: { num_nodes: number }) => one.num_nodes)).toEqual([1, 2, 3]);
  expect(mysql.layouts[0].sizes).toContain(FIELDS.size);
});

test('its names lead to the primary, and after a failover to the new one', async () => {
  const { host } = (await cloud.ask('GET', path)).body.database.private_connection;
  const address = () =>
    cloud.runtime.network!.zones.flatMap(({ records }) => records.find(({ name }) => name === host) ?? [])[0]!.content;
  const [first, second] = cloud.cloud.state.managedMysql!.clusters[0]!.nodes;
  expect(address()).toBe(first!.privateIp);
  await cloud.ask('POST', '/local/databases/shop/kill');
  await cloud.cloud.databases.settle(cloud.cloud.state.managedMysql!.clusters[0]!);
  expect(address()).toBe(second!.privateIp);
});

test('its nodes let in MySQL from trusted sources and from one another, and nothing else', async () => {
  await cloud.ask('POST', '/v2/tags', { name: 'app' });
  const rules = [
    { type: 'tag', value: 'app' },
    { type: 'ip_addr', value: '10.1.0.0/16' },
  ];
  expect((await cloud.ask('PUT', `${path}/firewall`, { rules })).status).toBe(204);
  const [firewall] = cloud.runtime.network!.firewalls;
  const nodes = cloud.cloud.state.managedMysql!.clusters[0]!.nodes.map(({ id }) => id);
  expect(firewall!.dropletIds).toEqual(nodes);
  expect(firewall!.inbound.map(({ ports, peers }) => [ports!.first, peers])).toEqual([
    [25060, { addresses: ['10.1.0.0/16'], dropletIds: [], tags: ['app'] }],
    [25060, { addresses: [], dropletIds: nodes, tags: [] }],
  ]);
  const before = (await cloud.ask('GET', `${path}/firewall`)).body.rules;
  await cloud.ask('PUT', `${path}/firewall`, { rules });
  expect((await cloud.ask('GET', `${path}/firewall`)).body.rules).toEqual(before);
});

test.each<[string, 'POST' | 'PUT' | 'PATCH' | 'GET', string, object, number, string]>([
  ['another engine', 'POST', '/v2/databases', { ...FIELDS, engine: 'pg' }, 501, "database engine 'pg'"],
  ['another version', 'POST', '/v2/databases', { ...FIELDS, name: 'b', version: '5.7' }, 501, "MySQL '5.7'"],
  [
    'a backup to restore',
    'POST',
    '/v2/databases',
    { ...FIELDS, name: 'b', backup_restore: {} },
    501,
    'database backups',
  ],
  ['a name that is taken', 'POST', '/v2/databases', FIELDS, 422, 'the name shop is taken'],
  [
    'a size that there is not',
    'POST',
    '/v2/databases',
    { ...FIELDS, name: 'b', size: 's-1vcpu-1gb' },
    422,
    'invalid size',
  ],
  ['an upgrade to what its image has not', 'PUT', '/upgrade', { version: '8.4' }, 501, "MySQL '8.4'"],
  ['a move to another region', 'PUT', '/migrate', { region: 'ams3' }, 501, 'another region'],
  ['a replica in another region', 'POST', '/replicas', { name: 'r', region: 'ams3' }, 501, 'another region'],
  [
    'old passwords',
    'POST',
    '/users',
    { name: 'u', mysql_settings: { auth_plugin: 'mysql_native_password' } },
    501,
    'mysql_native_password',
  ],
  ['the name of the server’s own root', 'POST', '/users', { name: 'root' }, 422, 'the name root is taken'],
  ['a user that would need quoting', 'POST', '/users', { name: "a'b" }, 422, 'must match pattern'],
  ['a database of the server’s own', 'POST', '/dbs', { name: 'mysql' }, 422, 'the name mysql is taken'],
  ['Kubernetes as trusted source', 'PUT', '/firewall', { rules: [{ type: 'k8s', value: 'x' }] }, 501, "type 'k8s'"],
  ['a tag that nobody made', 'PUT', '/firewall', { rules: [{ type: 'tag', value: 'none' }] }, 422, 'no such tag: none'],
  [
    'a time for backups',
    'PATCH',
    '/config',
    { config: { backup_hour: 3 } },
    501,
    'backup_hour: the local cloud has no database backups',
  ],
  ['a setting out of its limits', 'PATCH', '/config', { config: { wait_timeout: 0 } }, 422, 'must be >= 1'],
  [
    'a setting that there is not',
    'PATCH',
    '/config',
    { config: { nothing: 1 } },
    422,
    'must NOT have additional properties',
  ],
  ['connection pools', 'GET', '/pools', {}, 501, 'no route GET'],
  ['backups', 'GET', '/backups', {}, 501, 'no route GET'],
])('refuses %s', async (_, method, url, body, status, message) => {
  const answer = await cloud.ask(method, url.startsWith('/v2') ? url : path + url, body);
  expect(answer.status).toBe(status);
  expect(answer.body.message).toContain(message);
});

test('a resize changes the number of nodes, and users follow a password that is made anew', async () => {
  await cloud.ask('PUT', `${path}/resize`, { size: 'db-s-2vcpu-4gb', num_nodes: 1 });
  expect((await cloud.ask('GET', path)).body.database.status).toBe('resizing');
  await cloud.cloud.idle();
  expect((await cloud.ask('GET', path)).body.database).toMatchObject({
    status: 'online',
    num_nodes: 1,
    storage_size_mib: 61440,
  });
  expect(cloud.cloud.state.managedMysql!.clusters[0]!.nodes).toHaveLength(1);
  const { password } = (await cloud.ask('POST', `${path}/users`, { name: 'app' })).body.user;
  const reset = (await cloud.ask('POST', `${path}/users/app/reset_auth`, {})).body.user;
  expect(reset.password).not.toBe(password);
  expect((await cloud.ask('GET', `${path}/users/app`)).body.user.password).toBe(reset.password);
});

test('a promoted replica is a cluster of its own, with the users that it had', async () => {
  await cloud.ask('POST', `${path}/replicas`, { name: 'shop-reader' });
  await cloud.cloud.idle();
  const { replica } = (await cloud.ask('GET', `${path}/replicas/shop-reader`)).body;
  expect((await cloud.ask('PUT', `${path}/replicas/shop-reader/promote`)).status).toBe(204);
  await cloud.cloud.idle();
  expect((await cloud.ask('GET', `${path}/replicas`)).body.replicas).toEqual([]);
  const { database } = (await cloud.ask('GET', `/v2/databases/${replica.id}`)).body;
  expect(database).toMatchObject({
    name: 'shop-reader',
    status: 'online',
    num_nodes: 1,
    connection: replica.connection,
  });
});

test('a restarted cloud goes on with its clusters', async () => {
  const { nodes, primary } = cloud.cloud.state.managedMysql!.clusters[0]!;
  await cloud.runtime.powerOff(nodes[0]!.id, 'off');
  await cloud.cloud.reconcile();
  await cloud.cloud.idle();
  expect(await cloud.runtime.status(primary!)).toMatchObject({ power: 'on' });
});

const SOURCE = { host: 'mysql-1.int.foobar.com', port: 3306, username: 'migration', password: 'secret' };

test('a cluster without an online migration has none to show', async () => {
  expect((await cloud.ask('GET', `${path}/online-migration`)).status).toBe(404);
});

test('while a cluster migrates, its nodes reach the source’s port, and no second migration begins', async () => {
  const outbound = () => cloud.runtime.network!.firewalls[0]!.outbound.map(({ ports }) => ports!.first);
  expect(outbound()).toEqual([25060]);
  const { id } = (await cloud.ask('PUT', `${path}/online-migration`, { source: SOURCE })).body as { id: string };
  await cloud.cloud.idle();
  expect(outbound()).toEqual([25060, 3306]);
  expect((await cloud.ask('PUT', `${path}/online-migration`, { source: SOURCE })).status).toBe(422);
  expect((await cloud.ask('DELETE', `${path}/online-migration/${id}`)).status).toBe(204);
  expect(outbound()).toEqual([25060]);
});

test('an online migration of a source that could not stand in SQL is refused', async () => {
  const refused = await cloud.ask('PUT', `${path}/online-migration`, { source: { ...SOURCE, host: "x'; --" } });
  expect(refused.status).toBe(422);
});
