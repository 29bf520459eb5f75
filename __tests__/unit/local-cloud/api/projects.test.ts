import { TestCloud } from './cloud';

const SHOP = { name: 'shop', description: 'Our shop', purpose: 'Web Application', environment: 'Production' };
const CLUSTER = { name: 'db', engine: 'mysql', size: 'db-s-1vcpu-1gb', region: 'fra1', num_nodes: 1 };

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

async function newProject(body: object = {}): Promise<string> {
  return (await cloud.ask('POST', '/v2/projects', { ...SHOP, ...body })).body.project.id;
}

/** URNs that a project lists, without the numbers of droplets. */
async function urnsOf(id: string, token?: string): Promise<string[]> {
  const { body } = await cloud.ask('GET', `/v2/projects/${id}/resources`, undefined, token);
  return body.resources.map(({ urn }: { urn: string }) => urn).sort();
}

/** What becomes of each URN, by its end. */
async function assigned(id: string, resources: readonly string[], token?: string): Promise<object> {
  const { status, body } = await cloud.ask('POST', `/v2/projects/${id}/resources`, { resources }, token);
  if (status !== 200) return { status, ...body };
  return Object.fromEntries(body.resources.map((one: { urn: string; status: string }) => [one.urn, one.status]));
}

test('an account has a default project, which is found by that name and by its id', async () => {
  const { projects, meta } = (await cloud.ask('GET', '/v2/projects')).body;
  expect(meta).toEqual({ total: 1 });
  expect(projects).toMatchObject([{ name: 'Default', is_default: true, owner_uuid: cloud.cloud.state.accountId }]);
  for (const id of ['default', projects[0].id])
    expect((await cloud.ask('GET', `/v2/projects/${id}`)).body.project).toEqual(projects[0]);
});

test('a project is created, changed in part and as a whole, and gone when it is deleted', async () => {
  const made = await cloud.ask('POST', '/v2/projects', { ...SHOP, environment: 'production' });
  expect(made).toMatchObject({ status: 201, body: { project: { ...SHOP, is_default: false } } });
  const path = `/v2/projects/${made.body.project.id}`;
  expect(
    (await cloud.ask('PATCH', path, { name: null, description: '', environment: 'STAGING' })).body.project,
  ).toEqual({
    ...made.body.project,
    ...{ description: '', environment: 'Staging', updated_at: expect.any(String) as string },
  });
  const whole = { name: 'store', description: 'Our store', purpose: 'IoT', is_default: false };
  expect((await cloud.ask('PUT', path, { ...whole, environment: '' })).body.project).toMatchObject(whole);
  expect((await cloud.ask('GET', path)).body.project).not.toHaveProperty('environment');
  expect(await cloud.ask('DELETE', path)).toMatchObject({ status: 204, body: undefined });
  for (const method of ['GET', 'DELETE'] as const)
    expect(await cloud.ask(method, path)).toMatchObject({ status: 404, body: { id: 'not_found' } });
  expect(await cloud.ask('POST', path, {})).toMatchObject({ status: 405 });
});

test.each([
  ['Service or API', 'Service or API'],
  ['Shops', 'Other: Shops'],
  ['Other: Shops', 'Other: Shops'],
])('the purpose %s is stored as %s', async (purpose, stored) => {
  const { project } = (await cloud.ask('POST', '/v2/projects', { ...SHOP, purpose })).body;
  expect(project.purpose).toBe(stored);
});

test.each<[string, number, object]>([
  ['without a name', 422, { name: undefined }],
  ['with an empty name', 422, { name: '' }],
  ['with a name of 176 characters', 422, { name: 'x'.repeat(176) }],
  ['with a name that is taken', 409, { name: 'Default' }],
  ['without a purpose', 422, { purpose: undefined }],
  ['with a purpose of 256 characters', 422, { purpose: 'x'.repeat(256) }],
  ['with a description of 256 characters', 422, { description: 'x'.repeat(256) }],
  ['with an environment that there is not', 422, { environment: 'Test' }],
  ['with an environment that every object has', 422, { environment: 'constructor' }],
])('a project %s is refused with %i, and leaves nothing', async (_, status, wrong) => {
  expect(await cloud.ask('POST', '/v2/projects', { ...SHOP, ...wrong })).toMatchObject({ status });
  expect(cloud.cloud.state.projects.map(({ name }) => name)).toEqual(['Default']);
});

test.each<[string, 'PUT' | 'PATCH', number, object]>([
  ['to nothing', 'PATCH', 422, {}],
  ['to nothing but nulls', 'PATCH', 422, { name: null, is_default: null }],
  ['to a name that is taken', 'PATCH', 409, { name: 'Default' }],
  ['to another environment', 'PATCH', 422, { environment: 'Test' }],
  ['as a whole, without its description', 'PUT', 422, { ...SHOP, description: undefined, is_default: false }],
  ['as a whole, without saying whether it is the default', 'PUT', 422, SHOP],
])('a change of a project %s is refused, and changes nothing', async (_, method, status, body) => {
  const id = await newProject();
  const before = structuredClone(cloud.cloud.state.projects);
  expect(await cloud.ask(method, `/v2/projects/${id}`, body)).toMatchObject({ status });
  expect(cloud.cloud.state.projects).toEqual(before);
});

test('a project with resources is not deleted, and the default one never', async () => {
  await cloud.ask('POST', '/v2/domains', { name: 'example.com' });
  const id = await newProject();
  await assigned(id, ['do:domain:example.com']);
  expect(await cloud.ask('DELETE', `/v2/projects/${id}`)).toMatchObject({
    status: 412,
    body: { id: 'precondition_failed', message: 'cannot delete a project with resources' },
  });
  await cloud.ask('DELETE', '/v2/domains/example.com');
  expect(await cloud.ask('DELETE', `/v2/projects/${id}`)).toMatchObject({ status: 204 });
  expect(await cloud.ask('DELETE', '/v2/projects/default')).toMatchObject({
    status: 412,
    body: { message: 'cannot delete the default project' },
  });
});

test('everything begins in the default project, and is listed with where to find it', async () => {
  const droplet = await cloud.newDroplet();
  const volume = (await cloud.ask('POST', '/v2/volumes', { name: 'data', region: 'fra1', size_gigabytes: 1 })).body
    .volume.id;
  const { ip } = (await cloud.ask('POST', '/v2/reserved_ips', { region: 'fra1' })).body.reserved_ip;
  await cloud.ask('POST', '/v2/domains', { name: 'example.com' });
  const { database } = (await cloud.ask('POST', '/v2/databases', CLUSTER)).body;
  await cloud.cloud.idle();
  const urns = [
    `do:dbaas:${database.id}`,
    'do:domain:example.com',
    `do:droplet:${droplet}`,
    `do:floatingip:${ip}`,
    `do:volume:${volume}`,
  ];
  expect(await urnsOf('default')).toEqual(urns);
  const { body } = await cloud.ask('GET', '/v2/projects/default/resources?per_page=2');
  expect(body.meta).toEqual({ total: 5 });
  for (const { links, status, assigned_at: at } of body.resources) {
    expect([status, at]).toEqual(['ok', expect.stringMatching(/^\d{4}-\d\d-\d\dT/)]);
    expect(await cloud.ask('GET', new URL(links.self).pathname)).toMatchObject({ status: 200 });
  }
  const id = await newProject();
  expect(Object.values(await assigned(id, urns))).toEqual(urns.map(() => 'assigned'));
  expect([await urnsOf(id), await urnsOf('default')]).toEqual([urns, []]);
});

test('what is assigned says so, what was there says so, and what is not there is no error', async () => {
  for (const name of ['a.com', 'b.com', 'c.com']) await cloud.ask('POST', '/v2/domains', { name });
  const id = await newProject();
  expect(await assigned(id, ['do:domain:a.com'])).toEqual({ 'do:domain:a.com': 'assigned' });
  expect(
    await assigned(id, ['do:domain:a.com', 'do:domain:b.com', 'do:volume:none', 'do:reservedip:192.0.2.1']),
  ).toEqual({
    'do:domain:a.com': 'already_assigned',
    'do:domain:b.com': 'assigned',
    'do:floatingip:192.0.2.1': 'not_found',
    'do:volume:none': 'not_found',
  });
  expect(await assigned(id, ['do:domain:c.com', 'do:domain:c.com'])).toEqual({
    'do:domain:a.com': 'ok',
    'do:domain:b.com': 'ok',
    'do:domain:c.com': 'assigned',
  });
});

test('a resource that is created again begins in the default project again', async () => {
  const id = await newProject();
  const create = () => cloud.ask('POST', '/v2/domains', { name: 'example.com' });
  await create();
  await assigned(id, ['do:domain:example.com']);
  await cloud.ask('DELETE', '/v2/domains/example.com');
  await create();
  expect([await urnsOf(id), await urnsOf('default')]).toEqual([[], ['do:domain:example.com']]);
});

test.each<[string, number, string]>([
  ['banana', 422, 'is not the URN of a resource'],
  ['do:droplet:', 422, 'is not the URN of a resource'],
  ['do:constructor:1', 422, 'is not the URN of a resource'],
  ['do:vpc:1', 422, 'is not the URN of a resource'],
  ['do:loadbalancer:1', 501, "no resources of the kind 'loadbalancer'"],
  ['do:space:foobar-backups', 501, "no resources of the kind 'space'"],
])('%s is refused with %i, and nothing beside it is assigned', async (urn, status, message) => {
  await cloud.ask('POST', '/v2/domains', { name: 'example.com' });
  const id = await newProject();
  expect(await assigned(id, ['do:domain:example.com', urn])).toMatchObject({
    status,
    message: expect.stringContaining(message) as string,
  });
  expect(await urnsOf(id)).toEqual([]);
  expect(await assigned('none', ['do:domain:example.com'])).toMatchObject({ status: 404 });
});

test('a reserved IP goes with its droplet, and not alone', async () => {
  const droplet = await cloud.newDroplet();
  const { ip, project_id: before } = (await cloud.ask('POST', '/v2/reserved_ips', { droplet_id: droplet })).body
    .reserved_ip;
  const id = await newProject();
  expect(before).toBe((await cloud.ask('GET', '/v2/projects/default')).body.project.id);
  expect(await assigned(id, [`do:reservedip:${ip}`])).toMatchObject({
    status: 412,
    message: 'Cannot move a Reserved IP with an associated Droplet',
  });
  expect(await assigned(id, [`do:reservedip:${ip}`, `do:droplet:${droplet}`])).toEqual({
    [`do:floatingip:${ip}`]: 'already_assigned',
    [`do:droplet:${droplet}`]: 'assigned',
  });
  expect((await cloud.ask('GET', `/v2/reserved_ips/${ip}`)).body.reserved_ip.project_id).toBe(id);
});

test('of several resources none is assigned when one of them cannot be', async () => {
  const droplet = await cloud.newDroplet();
  const { ip } = (await cloud.ask('POST', '/v2/reserved_ips', { droplet_id: droplet })).body.reserved_ip;
  await cloud.ask('POST', '/v2/domains', { name: 'example.com' });
  const id = await newProject();
  expect(await assigned(id, ['do:domain:example.com', `do:reservedip:${ip}`])).toMatchObject({ status: 412 });
  expect(await urnsOf(id)).toEqual([]);
});

test('reserved IPs and database clusters are created in the project that they name', async () => {
  const project = await newProject();
  const { reserved_ip: reserved } = (
    await cloud.ask('POST', '/v2/reserved_ips', { region: 'fra1', project_id: project })
  ).body;
  const { database } = (await cloud.ask('POST', '/v2/databases', { ...CLUSTER, project_id: project })).body;
  expect([reserved.project_id, database.project_id]).toEqual([project, project]);
  expect(await urnsOf(project)).toEqual([`do:dbaas:${database.id}`, `do:floatingip:${reserved.ip}`]);
  const none = '11111111-2222-4333-8444-555555555555';
  expect(await cloud.ask('POST', '/v2/reserved_ips', { region: 'fra1', project_id: none })).toMatchObject({
    status: 422,
  });
  expect(await cloud.ask('POST', '/v2/databases', { ...CLUSTER, name: 'b', project_id: none })).toMatchObject({
    status: 422,
  });
});

test('another default project has what comes; what the one before has stays there', async () => {
  const { id: first } = (await cloud.ask('GET', '/v2/projects/default')).body.project;
  await cloud.ask('POST', '/v2/domains', { name: 'old.com' });
  const id = await newProject();
  expect(await cloud.ask('PATCH', `/v2/projects/${id}`, { is_default: false })).toMatchObject({ status: 200 });
  expect((await cloud.ask('PATCH', `/v2/projects/${id}`, { is_default: true })).body.project.is_default).toBe(true);
  await cloud.ask('POST', '/v2/domains', { name: 'new.com' });
  expect([await urnsOf(first), await urnsOf('default')]).toEqual([['do:domain:old.com'], ['do:domain:new.com']]);
  expect(await cloud.ask('PATCH', `/v2/projects/${id}`, { is_default: false })).toMatchObject({ status: 422 });
  const projects = (await cloud.ask('GET', '/v2/projects')).body.projects as { name: string; is_default: boolean }[];
  expect(projects.filter((one) => one.is_default)).toMatchObject([{ name: 'shop' }]);
});

test('a token sees, and assigns, what its scopes let it read', async () => {
  const scopes = ['project:read', 'project:update', 'domain:read'];
  const token = cloud.cloud.store.issueToken('digitalocean', scopes);
  const reader = cloud.cloud.store.issueToken('digitalocean', ['project:read']);
  const droplet = `do:droplet:${await cloud.newDroplet()}`;
  await cloud.ask('POST', '/v2/domains', { name: 'example.com' });
  const id = await newProject();
  expect(await urnsOf('default', token)).toEqual(['do:domain:example.com']);
  expect(await urnsOf('default', reader)).toEqual([]);
  expect(await assigned(id, [droplet, 'do:domain:example.com'], token)).toMatchObject({
    status: 403,
    message: expect.stringContaining('droplet:read') as string,
  });
  expect(await assigned(id, ['do:domain:example.com'], token)).toEqual({ 'do:domain:example.com': 'assigned' });
  expect(await assigned(id, ['do:domain:example.com'], reader)).toMatchObject({ status: 403 });
  expect(await cloud.ask('POST', '/v2/projects', SHOP, token)).toMatchObject({ status: 403 });
  expect(await cloud.ask('DELETE', `/v2/projects/${id}`, undefined, token)).toMatchObject({ status: 403 });
});
