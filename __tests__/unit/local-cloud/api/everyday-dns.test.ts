import { TestCloud } from './cloud';

let cloud: TestCloud;
let zone: string;
let records: string;

beforeEach(async () => {
  cloud = await TestCloud.start();
  zone = `/client/v4/zones/${cloud.cloud.state.zones[0]!.id}`;
  records = `${zone}/dns_records`;
  await make({ type: 'A', name: 'www', content: '192.0.2.1', ttl: 300, comment: 'The site' });
  await make({ type: 'A', name: 'api', content: '192.0.2.20', proxied: true, tags: ['team:web'] });
  await make({ type: 'CNAME', name: 'old', content: 'www.foobar.com', tags: ['legacy'] });
  await make({ type: 'TXT', name: '@', content: '"v=spf1 -all"' });
});
afterEach(() => cloud.stop());

async function make(body: object): Promise<string> {
  return (await cloud.ask('POST', records, body)).body.result.id;
}

/** First labels of the names that a list has. */
async function listed(query: string): Promise<string[]> {
  const { body } = await cloud.ask('GET', `${records}?${query}`);
  return body.result.map(({ name }: { name: string }) => name.replace(/\.?foobar\.com$/, ''));
}

test.each([
  ['type=A', ['www', 'api']],
  ['type=a&proxied=true', ['api']],
  ['name=www.foobar.com', ['www']],
  ['name.exact=WWW.foobar.com', ['www']],
  ['name.startswith=ap', ['api']],
  ['name.contains=ol', ['old']],
  ['name.endswith=com', ['www', 'api', 'old', '']],
  ['content=192.0.2.1', ['www']],
  ['content.startswith=192.0.2.', ['www', 'api']],
  ['content.contains=spf1', ['']],
  ['comment.present', ['www']],
  ['comment.absent', ['api', 'old', '']],
  ['comment.contains=SITE', ['www']],
  ['tag.present=team', ['api']],
  ['tag.absent=team', ['www', 'old', '']],
  ['tag=legacy', ['old']],
  ['tag.startswith=team:', ['api']],
  ['search=192.0.2.20', ['api']],
  ['match=any&type=TXT&name.startswith=old', ['old', '']],
  ['match=any', ['www', 'api', 'old', '']],
  ['order=name', ['api', '', 'old', 'www']],
  ['order=ttl&direction=desc', ['www', 'api', 'old', '']],
  ['order=type&per_page=2&page=2', ['old', '']],
])('a list of records with %s', async (query, names) => {
  expect(await listed(query)).toEqual(names);
});

test.each(['order=banana', 'direction=sideways', 'match=some'])('a list with %s is refused', async (query) => {
  expect(await cloud.ask('GET', `${records}?${query}`)).toMatchObject({ status: 400, body: { success: false } });
});

test('a batch deletes, changes and makes records as one step, in this order', async () => {
  const [www, old] = await Promise.all(
    ['www', 'old'].map(
      async (name) => (await cloud.ask('GET', `${records}?name=${name}.foobar.com`)).body.result[0].id,
    ),
  );
  const { status, body } = await cloud.ask('POST', `${records}/batch`, {
    posts: [{ type: 'A', name: 'old', content: '192.0.2.9' }],
    patches: [{ id: www, content: '192.0.2.2' }],
    deletes: [{ id: old }],
  });
  expect(status).toBe(200);
  expect(body.result).toMatchObject({
    deletes: [{ id: old }],
    patches: [{ id: www, content: '192.0.2.2', ttl: 300, comment: 'The site' }],
    puts: [],
    posts: [{ name: 'old.foobar.com', content: '192.0.2.9' }],
  });
  expect(await listed('order=content&type=A')).toEqual(['www', 'api', 'old']);
});

test('nothing of a batch stays when a part of it is refused', async () => {
  const before = (await cloud.ask('GET', records)).body.result;
  const refused = await cloud.ask('POST', `${records}/batch`, {
    deletes: [{ id: before[0].id }],
    posts: [
      { type: 'A', name: 'new', content: '192.0.2.9' },
      { type: 'A', name: 'bad', content: 'no address' },
    ],
  });
  expect(refused).toMatchObject({ status: 400 });
  expect((await cloud.ask('GET', records)).body.result).toEqual(before);
  expect(await cloud.ask('POST', `${records}/batch`, { deletes: [{ id: 'none' }] })).toMatchObject({ status: 404 });
  expect(await cloud.ask('POST', `${records}/batch`, { puts: [{ id: before[0].id }] })).toMatchObject({ status: 400 });
});

test('a zone is exported as a zone file', async () => {
  expect(await cloud.text(`${records}/export`)).toBe(
    [
      '$ORIGIN foobar.com.',
      'www.foobar.com.\t300\tIN\tA\t192.0.2.1',
      'api.foobar.com.\t1\tIN\tA\t192.0.2.20',
      'old.foobar.com.\t1\tIN\tCNAME\twww.foobar.com.',
      'foobar.com.\t1\tIN\tTXT\t"v=spf1 -all"',
      '',
    ].join('\n'),
  );
});

test('settings of a zone are listed, and changed several at once, all or none', async () => {
  const values = async () => {
    const { result } = (await cloud.ask('GET', `${zone}/settings`)).body;
    return Object.fromEntries(result.map(({ id, value }: { id: string; value: unknown }) => [id, value]));
  };
  expect(await values()).toMatchObject({ ssl: 'full', brotli: 'on', min_tls_version: '1.0' });
  const change = (...items: object[]) => cloud.ask('PATCH', `${zone}/settings`, { items });
  expect((await change({ id: 'ssl', value: 'strict' }, { id: 'brotli', value: 'off' })).body.result).toMatchObject([
    { id: 'ssl', value: 'strict' },
    { id: 'brotli', value: 'off' },
  ]);
  expect(await change({ id: 'brotli', value: 'on' }, { id: 'ssl', value: 'banana' })).toMatchObject({ status: 400 });
  expect(await change({ id: 'brotli', value: 'on' }, { id: 'polish', value: 'off' })).toMatchObject({ status: 501 });
  expect(await values()).toMatchObject({ ssl: 'strict', brotli: 'off' });
});
