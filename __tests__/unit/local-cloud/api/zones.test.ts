import { TestCloud } from './cloud';

const ZONES = '/client/v4/zones';

let cloud: TestCloud;
let zone: string;
beforeEach(async () => {
  cloud = await TestCloud.start();
  zone = `${ZONES}/${cloud.cloud.state.zones[0]!.id}`;
});
afterEach(() => cloud.stop());

test('a zone is made in the token’s own account, and in no other', async () => {
  const account = { id: cloud.cloud.state.accountId };
  const made = await cloud.ask('POST', ZONES, { name: 'example.com', account, type: 'full', paused: false });
  expect(made.body.result).toMatchObject({ name: 'example.com', account, paused: false, status: 'active' });
  expect(await cloud.ask('POST', ZONES, { name: 'example.org', account: { id: 'd'.repeat(32) } })).toMatchObject({
    status: 403,
  });
});

test.each<[string, object]>([
  ['zones of the type ', { type: 'partial' }],
  ['name servers of one’s own', { vanity_name_servers: ['ns.example.com'] }],
  ['plans of zones', { plan: { id: 'pro' } }],
])('%s are refused by name, at creation and after', async (what, fields) => {
  for (const answer of [
    await cloud.ask('POST', ZONES, { name: 'example.com', ...fields }),
    await cloud.ask('PATCH', zone, fields),
  ])
    expect(answer).toMatchObject({
      status: 501,
      body: { errors: [{ message: expect.stringContaining(what) as string }] },
    });
});

test('nothing of a paused zone is proxied', async () => {
  const record = { name: 'www', type: 'A', content: '203.0.113.7', proxied: true };
  await cloud.ask('POST', `${zone}/dns_records`, record);
  const proxied = () => cloud.runtime.network!.zones[0]!.records.map((one) => one.proxied);
  expect(proxied()).toEqual([true]);
  const paused = (await cloud.ask('PATCH', zone, { paused: true })).body.result;
  expect(paused.paused).toBe(true);
  expect(proxied()).toEqual([false]);
  // What it does not name stays.
  expect((await cloud.ask('PATCH', zone, { type: 'full' })).body.result.paused).toBe(true);
  await cloud.ask('PATCH', zone, { paused: false });
  expect(proxied()).toEqual([true]);
});

test.each([{}, { paused: 'yes' }, { type: 'nonsense' }, { account: {} }])('a change of %j is refused', async (body) => {
  expect((await cloud.ask('PATCH', zone, body)).status).toBe(400);
});

test.each([
  { purge_everything: true },
  {
    files: ['https://www.foobar.com/a.css', { url: 'https://foobar.com/', headers: { Origin: 'https://foobar.com' } }],
  },
  { hosts: ['www.foobar.com'] },
  { prefixes: ['www.foobar.com/images'] },
  { tags: ['news'] },
])('the cache is purged of %j', async (body) => {
  const answer = await cloud.ask('POST', `${zone}/purge_cache`, body);
  expect(answer).toMatchObject({ status: 200, body: { success: true, result: { id: zone.split('/').at(-1) } } });
});

test.each([
  {},
  { purge_everything: false },
  { purge_everything: true, hosts: ['www.foobar.com'] },
  { files: [] },
  { files: ['https://www.example.com/'] },
  { files: ['nonsense'] },
  { hosts: ['notfoobar.com'] },
  { prefixes: ['www.example.com/images'] },
  { everything: true },
])('a purge of %j is refused', async (body) => {
  expect((await cloud.ask('POST', `${zone}/purge_cache`, body)).status).toBe(400);
});

test('a purge takes the permission for it alone', async () => {
  const purge = async (permission: string) => {
    const token = cloud.cloud.store.issueToken('cloudflare', [permission]);
    return (await cloud.ask('POST', `${zone}/purge_cache`, { purge_everything: true }, token)).status;
  };
  expect([await purge('Cache Purge'), await purge('Zone Write')]).toEqual([200, 403]);
});
