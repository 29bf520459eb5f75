import { TestCloud } from './cloud';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start({ onPaper: true });
});
afterEach(() => cloud.stop());

test('a droplet on paper becomes active with addresses, its actions complete, and it is deleted', async () => {
  const made = await cloud.ask('POST', '/v2/droplets', {
    ...{ name: 'web-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' },
  });
  expect(made).toMatchObject({ status: 202, body: { droplet: { status: 'new', locked: true } } });
  const { droplet, links } = made.body;
  await cloud.cloud.idle();
  const path = `/v2/droplets/${droplet.id}`;
  const { body } = await cloud.ask('GET', path);
  expect(body.droplet).toMatchObject({ status: 'active', locked: false });
  expect(body.droplet.networks.v4.map((one: { ip_address: string }) => one.ip_address)).toEqual([
    expect.stringMatching(/^10\./),
    expect.stringMatching(/^203\.0\.113\./),
  ]);
  expect((await cloud.ask('GET', `/v2/actions/${links.actions[0].id}`)).body.action).toMatchObject({
    ...{ type: 'create', status: 'completed' },
  });

  for (const [type, status] of [
    ['power_off', 'off'],
    ['power_on', 'active'],
    ['shutdown', 'off'],
  ]) {
    const { action } = (await cloud.ask('POST', `${path}/actions`, { type })).body;
    expect(action.status).toBe('in-progress');
    await cloud.cloud.idle();
    expect((await cloud.ask('GET', `${path}/actions/${action.id}`)).body.action.status).toBe('completed');
    expect((await cloud.ask('GET', path)).body.droplet.status).toBe(status);
  }
  expect((await cloud.ask('DELETE', path)).status).toBe(204);
  expect((await cloud.ask('GET', path)).status).toBe(404);
});

test('droplets of a restarted local cloud are on again, and those that were off stay off', async () => {
  const [on, off] = [await cloud.newDroplet({ name: 'a' }), await cloud.newDroplet({ name: 'b' })];
  await cloud.ask('POST', `/v2/droplets/${off}/actions`, { type: 'power_off' });
  await cloud.cloud.idle();
  const again = await cloud.restart();
  expect((await again.runtime.status(on)).power).toBe('on');
  expect((await again.runtime.status(off)).power).toBe('off');
});

test('a volume is attached on paper, and a database cluster is online', async () => {
  const droplet_id = await cloud.newDroplet();
  const volume = await cloud.ask('POST', '/v2/volumes', { name: 'data', region: 'fra1', size_gigabytes: 1 });
  const path = `/v2/volumes/${volume.body.volume.id}`;
  await cloud.ask('POST', `${path}/actions`, { type: 'attach', droplet_id });
  expect((await cloud.ask('GET', path)).body.volume.droplet_ids).toEqual([droplet_id]);
  const cluster = await cloud.ask('POST', '/v2/databases', {
    ...{ name: 'db', engine: 'mysql', version: '8', region: 'fra1', size: 'db-s-1vcpu-1gb', num_nodes: 1 },
  });
  await cloud.cloud.idle();
  expect((await cloud.ask('GET', `/v2/databases/${cluster.body.database.id}`)).body.database.status).toBe('online');
});

test.each<['GET' | 'POST' | 'PUT', string, string]>([
  ['PUT', '/v2/databases/1/online-migration', 'online migration'],
  ['GET', '/v2/uptime/checks/1/state', 'state of an uptime check'],
  ['GET', '/local/alerts', 'monitoring'],
  ['GET', '/local/mailbox', 'monitoring'],
  ['GET', '/local/webhook', 'monitoring'],
  ['POST', '/local/monitoring-speed/2', 'monitoring'],
  ['GET', '/local/droplets/1/log?lines=2', 'log of a droplet'],
])('%s %s is refused by name', async (method, url, what) => {
  const { status, body } = await cloud.ask(method, url, method === 'PUT' ? {} : undefined);
  expect(status).toBe(501);
  expect(body.message).toBe(`the local cloud has no ${what}: its droplets are on paper (--droplets none)`);
});

test('the certificate authority is refused in its own form', async () => {
  expect(await cloud.ask('GET', '/acme/directory')).toMatchObject({
    status: 501,
    body: {
      type: 'urn:ietf:params:acme:error:serverInternal',
      detail: expect.stringContaining('no certificate authority: its droplets are on paper'),
    },
  });
});

test('where droplets run, none of these is refused so', async () => {
  const real = await TestCloud.start();
  expect((await real.ask('GET', '/local/mailbox')).status).toBe(200);
  expect((await real.ask('GET', '/acme/directory')).status).toBe(200);
  await real.stop();
});
