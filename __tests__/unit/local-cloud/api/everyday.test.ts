import { TestCloud } from './cloud';

const DROPLET = { region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
const HTTP = { protocol: 'tcp', ports: '80', sources: { addresses: ['0.0.0.0/0'] } };
const HTTPS = { ...HTTP, ports: '443' };

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

async function names(query: string): Promise<string[]> {
  const { body } = await cloud.ask('GET', `/v2/droplets?${query}`);
  return body.droplets.map(({ name }: { name: string }) => name);
}

test('several droplets are made at once, each with an action that clients wait for', async () => {
  const { status, body } = await cloud.ask('POST', '/v2/droplets', { ...DROPLET, names: ['a', 'b'], tags: ['t'] });
  expect(status).toBe(202);
  expect(body.droplets.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
  const links = body.links.actions as { id: number; rel: string; href: string }[];
  expect(links.map(({ rel }) => rel)).toEqual(['multiple_create', 'multiple_create']);
  await cloud.cloud.idle();
  for (const { href } of links)
    expect((await cloud.ask('GET', new URL(href).pathname)).body.action).toMatchObject({
      type: 'create',
      status: 'completed',
      resource_type: 'droplet',
    });
  const [{ id }] = body.droplets;
  const { actions } = (await cloud.ask('GET', `/v2/droplets/${id}/actions`)).body;
  expect((await cloud.ask('GET', `/v2/droplets/${id}/actions/${actions[0].id}`)).body.action).toEqual(actions[0]);
});

test('of several droplets none is made when one of them cannot be', async () => {
  cloud.cloud.limits = { ...cloud.cloud.limits, droplets: 1 };
  const { status } = await cloud.ask('POST', '/v2/droplets', { ...DROPLET, names: ['a', 'b'], tags: ['t'] });
  expect(status).toBe(422);
  expect([cloud.cloud.state.droplets, cloud.cloud.state.tags, cloud.cloud.state.actions]).toEqual([[], [], []]);
});

test.each([
  ['no name', {}],
  ['both', { name: 'a', names: ['b'] }],
  ['no names', { names: [] }],
  ['a name that is not one', { names: ['a', 'b c'] }],
])('droplets with %s are refused', async (_, more) => {
  expect(await cloud.ask('POST', '/v2/droplets', { ...DROPLET, ...more })).toMatchObject({ status: 422 });
});

test('lists are filtered, and the link to their next page keeps the filter', async () => {
  await cloud.ask('POST', '/v2/droplets', { ...DROPLET, names: ['a', 'b'], tags: ['t'] });
  await cloud.newDroplet({ name: 'c' });
  expect(await names('tag_name=t')).toEqual(['a', 'b']);
  expect(await names('name=c')).toEqual(['c']);
  expect(await names('type=droplets')).toHaveLength(3);
  expect(await names('type=gpus')).toEqual([]);
  const { links } = (await cloud.ask('GET', '/v2/droplets?tag_name=t&per_page=1')).body;
  expect(await names(new URL(links.pages.next).search.slice(1))).toEqual(['b']);
  const images = async (query: string) => (await cloud.ask('GET', `/v2/images?${query}`)).body.meta.total;
  expect(await images('type=distribution')).toBeGreaterThan(0);
  expect(await Promise.all(['type=application', 'private=true', 'tag_name=t'].map(images))).toEqual([0, 0, 0]);
});

test('members of a VPC are listed by their type', async () => {
  const id = (await cloud.ask('POST', '/v2/vpcs', { name: 'own', region: 'fra1' })).body.vpc.id;
  await cloud.newDroplet({ vpc_uuid: id });
  const members = async (query: string) =>
    (await cloud.ask('GET', `/v2/vpcs/${id}/members${query}`)).body.members.map(({ urn }: { urn: string }) =>
      urn.replace(/\d+$/, ''),
    );
  expect(await members('')).toEqual(['do:droplet:']);
  expect(await members('?resource_type=droplet')).toEqual(['do:droplet:']);
  expect(await members('?resource_type=database')).toEqual([]);
});

test('all droplets of a tag are powered off, and deleted, at once', async () => {
  await cloud.ask('POST', '/v2/droplets', { ...DROPLET, names: ['a', 'b'], tags: ['t'] });
  await cloud.newDroplet({ name: 'c' });
  const { body } = await cloud.ask('POST', '/v2/droplets/actions?tag_name=t', { type: 'power_off' });
  expect(body.actions).toHaveLength(2);
  await cloud.cloud.idle();
  expect(cloud.cloud.state.droplets.map(({ status }) => status)).toEqual(['off', 'off', 'active']);
  expect(await cloud.ask('DELETE', '/v2/droplets?tag_name=t')).toMatchObject({ status: 204 });
  await cloud.cloud.idle();
  expect(await names('')).toEqual(['c']);
});

test('what needs a tag is refused without one: it would be all droplets', async () => {
  await cloud.newDroplet();
  expect(await cloud.ask('DELETE', '/v2/droplets')).toMatchObject({ status: 422 });
  expect(await cloud.ask('POST', '/v2/droplets/actions', { type: 'power_off' })).toMatchObject({ status: 422 });
  expect(cloud.cloud.state.droplets).toHaveLength(1);
});

test('droplets, tags and rules are added to a firewall and taken from it one by one', async () => {
  const droplet = await cloud.newDroplet({ tags: ['web'] });
  const { id } = (await cloud.ask('POST', '/v2/firewalls', { name: 'web', inbound_rules: [HTTP] })).body.firewall;
  const change = (method: 'POST' | 'DELETE', part: string, body: object) =>
    cloud.ask(method, `/v2/firewalls/${id}/${part}`, body).then(({ status }) => status);
  const firewall = async () => (await cloud.ask('GET', `/v2/firewalls/${id}`)).body.firewall;
  const ofDroplet = async () => (await cloud.ask('GET', `/v2/droplets/${droplet}/firewalls`)).body.firewalls;

  expect(await ofDroplet()).toEqual([]);
  expect(await change('POST', 'droplets', { droplet_ids: [droplet] })).toBe(204);
  expect(await change('POST', 'tags', { tags: ['web'] })).toBe(204);
  expect(await change('POST', 'rules', { inbound_rules: [HTTP, HTTPS] })).toBe(204);
  expect(await firewall()).toMatchObject({ droplet_ids: [droplet], tags: ['web'], inbound_rules: [HTTP, HTTPS] });
  expect(await ofDroplet()).toEqual([await firewall()]);

  expect(await change('DELETE', 'rules', { inbound_rules: [HTTP] })).toBe(204);
  expect(await change('DELETE', 'droplets', { droplet_ids: [droplet] })).toBe(204);
  expect(await firewall()).toMatchObject({ droplet_ids: [], tags: ['web'], inbound_rules: [HTTPS] });
  expect(await ofDroplet()).toHaveLength(1);
  expect(await change('DELETE', 'tags', { tags: ['web'] })).toBe(204);
  expect(await ofDroplet()).toEqual([]);

  expect(await change('POST', 'tags', { tags: ['none'] })).toBe(422);
  expect(await change('POST', 'rules', {})).toBe(422);
  expect(await change('POST', 'rules', { inbound_rules: [{ ...HTTP, ports: '99999' }] })).toBe(422);
  expect(await change('DELETE', 'rules', { inbound_rules: [HTTPS] })).toBe(422);
});

test('a volume is found by its name, and says what was done with it', async () => {
  const droplet = await cloud.newDroplet();
  const { volume } = (await cloud.ask('POST', '/v2/volumes', { name: 'data', region: 'fra1', size_gigabytes: 1 })).body;
  const named = { volume_name: 'data', region: 'FRA1', droplet_id: droplet };
  const act = (type: string) => cloud.ask('POST', '/v2/volumes/actions', { type, ...named });
  expect(await act('attach')).toMatchObject({ status: 202 });
  await cloud.cloud.idle();
  expect(await act('detach')).toMatchObject({ status: 202 });
  await cloud.cloud.idle();
  const { actions } = (await cloud.ask('GET', `/v2/volumes/${volume.id}/actions`)).body;
  expect(actions.map(({ type, status }: { type: string; status: string }) => [type, status])).toEqual([
    ['attach', 'completed'],
    ['detach', 'completed'],
  ]);
  const one = `/v2/volumes/${volume.id}/actions/${actions[1].id}`;
  expect((await cloud.ask('GET', one)).body.action).toEqual(actions[1]);
  expect(await cloud.ask('DELETE', '/v2/volumes?name=data&region=ams3')).toMatchObject({ status: 404 });
  expect(await cloud.ask('DELETE', '/v2/volumes?name=data&region=fra1')).toMatchObject({ status: 204 });
  expect(cloud.cloud.state.volumes).toEqual([]);
});

test.each([
  ['GET', '/v2/banana', 404, 'not_found'],
  ['GET', '/v2/droplets/1/banana', 404, 'not_found'],
  ['PUT', '/v2/droplets', 405, 'method_not_allowed'],
  ['POST', '/v2/sizes', 405, 'method_not_allowed'],
  ['DELETE', '/v2/account', 405, 'method_not_allowed'],
  ['GET', '/v2/droplets/autoscale', 501, 'not_implemented'],
  ['GET', '/v2/droplets/1/snapshots', 501, 'not_implemented'],
  ['POST', '/v2/images', 501, 'not_implemented'],
  ['PUT', '/v2/kubernetes/clusters/x', 501, 'not_implemented'],
] as const)('%s %s is answered %d: nonsense is not taken for what the cloud has', async (method, path, status, id) => {
  expect(await cloud.ask(method, path)).toMatchObject({ status, body: { id } });
});

test('an action that DigitalOcean has is not there by name, and one that nobody has is wrong', async () => {
  const id = await cloud.newDroplet();
  const act = (type: string) => cloud.ask('POST', `/v2/droplets/${id}/actions`, { type });
  expect(await act('snapshot')).toMatchObject({ status: 501 });
  expect(await act('banana')).toMatchObject({ status: 422 });
});

test('every answer has the id that a refusal repeats in its body', async () => {
  const [well, refused] = await Promise.all([cloud.headers('/v2/droplets'), cloud.headers('/v2/droplets/1')]);
  expect(well['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(refused['x-request-id']).not.toBe(well['x-request-id']);
  expect((await cloud.ask('GET', '/v2/droplets/1')).body.request_id).toMatch(/^[0-9a-f-]{36}$/);
});
