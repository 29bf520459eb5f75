import type { RecordType } from 'dns-packet';
import { answerQuery } from '../../../../local-cloud/network/resolver';
import { TestCloud } from './cloud';

const DOMAIN = '/v2/domains/example.com';
const RECORDS = `${DOMAIN}/records`;
const UNUSED = { priority: null, port: null, weight: null, flags: null, tag: null };
const A = { type: 'A', name: 'www', data: '192.0.2.1' };

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
  await cloud.ask('POST', '/v2/domains', { name: 'example.com' });
});
afterEach(() => cloud.stop());

async function make(body: object): Promise<any> {
  return (await cloud.ask('POST', RECORDS, body)).body.domain_record;
}

async function listed(query = ''): Promise<any[]> {
  return (await cloud.ask('GET', `${RECORDS}${query}`)).body.domain_records;
}

/** What droplets and visitors are answered: the data of the answers, or the code of a refusal. */
function resolved(name: string, type: RecordType): unknown {
  const { answers = [], flags = 0 } = answerQuery(
    { type: 'query', questions: [{ type, name }] },
    cloud.runtime.network!,
  );
  return (flags & 0xf) === 0 ? answers.map((one) => ('data' in one ? one.data : undefined)) : flags & 0xf;
}

test('a domain is created with its name servers, listed, and gone when it is deleted', async () => {
  expect(await cloud.ask('POST', '/v2/domains', { name: 'Example.org' })).toMatchObject({
    status: 201,
    body: { domain: { name: 'example.org', ttl: 1800, zone_file: null } },
  });
  expect((await cloud.ask('GET', '/v2/domains')).body).toMatchObject({
    domains: [{ name: 'example.com' }, { name: 'example.org' }],
    meta: { total: 2 },
  });
  expect((await listed()).map(({ type, name, data }) => [type, name, data])).toEqual([
    ['SOA', '@', '1800'],
    ['NS', '@', 'ns1.digitalocean.com'],
    ['NS', '@', 'ns2.digitalocean.com'],
    ['NS', '@', 'ns3.digitalocean.com'],
  ]);
  expect(await cloud.ask('DELETE', DOMAIN)).toMatchObject({ status: 204, body: undefined });
  for (const path of [DOMAIN, RECORDS])
    expect(await cloud.ask('GET', path)).toMatchObject({ status: 404, body: { id: 'not_found' } });
});

test('a domain with an address has an A record of its own name', async () => {
  await cloud.ask('POST', '/v2/domains', { name: 'example.org', ip_address: '192.0.2.7' });
  const { domain_records: records } = (await cloud.ask('GET', '/v2/domains/example.org/records?type=A')).body;
  expect(records).toMatchObject([{ name: '@', data: '192.0.2.7', ttl: 1800 }]);
});

test('a domain shows its zone file, with a greater serial number after each change', async () => {
  const file = async (): Promise<string> => (await cloud.ask('GET', DOMAIN)).body.domain.zone_file;
  const serialOf = (text: string) => Number(/hostmaster\.example\.com\. (\d+) /.exec(text)![1]);
  const before = await file();
  await make({ type: 'MX', data: '@', priority: 10 });
  await make({ type: 'TXT', name: '@', data: 'v=spf1 -all' });
  const after = await file();
  expect(serialOf(after)).toBeGreaterThan(serialOf(before));
  expect(after.replace(/\d{10}/, 'SERIAL')).toBe(
    [
      '$ORIGIN example.com.',
      '$TTL 1800',
      'example.com. IN SOA ns1.digitalocean.com. hostmaster.example.com. SERIAL 10800 3600 604800 1800',
      ...[1, 2, 3].map((n) => `example.com. 1800 IN NS ns${n}.digitalocean.com.`),
      'example.com. 1800 IN MX 10 example.com.',
      'example.com. 1800 IN TXT "v=spf1 -all"',
      '',
    ].join('\n'),
  );
});

test.each<[string, object]>([
  ['without a name', {}],
  ['with a label alone', { name: 'example' }],
  ['with an empty label', { name: 'a..com' }],
  ['with an underscore', { name: 'a_b.com' }],
  ['that is there', { name: 'example.com' }],
  ['that is there in capitals', { name: 'EXAMPLE.COM' }],
  ['with an address that is none', { name: 'example.org', ip_address: 'banana' }],
  ['with an address of IPv6', { name: 'example.org', ip_address: '2001:db8::1' }],
])('a domain %s is refused, and leaves nothing', async (_, body) => {
  expect(await cloud.ask('POST', '/v2/domains', body)).toMatchObject({
    status: 422,
    body: { id: 'unprocessable_entity' },
  });
  expect(cloud.cloud.state.domains.map(({ name }) => name)).toEqual(['example.com']);
});

test.each<[object, object]>([
  [A, A],
  [
    { type: 'AAAA', name: '@', data: '2001:db8::1' },
    { type: 'AAAA', name: '@', data: '2001:db8::1' },
  ],
  [
    { type: 'CNAME', name: 'blog', data: '@' },
    { type: 'CNAME', name: 'blog', data: '@' },
  ],
  [
    { type: 'CNAME', name: 'shop.example.com.', data: 'shop.example.net.' },
    { type: 'CNAME', name: 'shop', data: 'shop.example.net' },
  ],
  [
    { type: 'NS', name: 'sub', data: 'ns.example.net.' },
    { type: 'NS', name: 'sub', data: 'ns.example.net' },
  ],
  [
    { type: 'MX', data: 'mail.example.com.', priority: 0 },
    { type: 'MX', name: '@', data: 'mail.example.com', priority: 0 },
  ],
  [
    { type: 'SRV', name: '_sip._tcp', data: 'sip.example.com.', priority: 1, weight: 5, port: 5060 },
    { type: 'SRV', name: '_sip._tcp', data: 'sip.example.com', priority: 1, weight: 5, port: 5060 },
  ],
  [
    { type: 'TXT', name: 'example.com.', data: 'v=spf1 -all', ttl: 60 },
    { type: 'TXT', name: '@', data: 'v=spf1 -all', ttl: 60 },
  ],
  [
    { type: 'CAA', name: '@', data: 'letsencrypt.org.', flags: 128, tag: 'issue' },
    { type: 'CAA', name: '@', data: 'letsencrypt.org', flags: 128, tag: 'issue' },
  ],
  [
    { type: 'CAA', name: '@', data: 'mailto:ca@example.com', flags: 0, tag: 'iodef' },
    { type: 'CAA', name: '@', data: 'mailto:ca@example.com', flags: 0, tag: 'iodef' },
  ],
  // The real client sends numbers that a type does not have.
  [
    { ...A, name: '*', priority: 0, port: 0, weight: 0, flags: 0 },
    { ...A, name: '*' },
  ],
])('the record %j is there as it was created', async (body, expected) => {
  const record = { ...UNUSED, ttl: 1800, ...expected };
  const made = await cloud.ask('POST', RECORDS, body);
  expect(made).toMatchObject({ status: 201, body: { domain_record: { ...record, id: expect.any(Number) as number } } });
  const { id } = made.body.domain_record;
  expect((await cloud.ask('GET', `${RECORDS}/${id}`)).body.domain_record).toEqual({ ...record, id });
});

const MX = { type: 'MX', name: '@', data: 'mail.example.com.', priority: 10 };
const SRV = { type: 'SRV', name: '_sip._tcp', data: 'sip.example.com.', priority: 1, weight: 5, port: 5060 };
const CAA = { type: 'CAA', name: '@', data: 'letsencrypt.org.', flags: 0, tag: 'issue' };

test.each<[string, object, string]>([
  ['no type', { name: 'www', data: '192.0.2.1' }, "must have required property 'type'"],
  ['a type that there is not', { ...A, type: 'PTR' }, 'Type must be one of'],
  ['the type of every object', { ...A, type: 'constructor' }, 'Type must be one of'],
  ['another SOA', { type: 'SOA', ttl: 60 }, 'SOA records cannot be created'],
  ['no name', { ...A, name: null }, "Name can't be blank"],
  ['a name of another domain', { ...A, name: 'www.example.org.' }, "Name 'www.example.org.' is not in example.com"],
  ['a name with a space', { ...A, name: 'a b' }, "Name 'a b' is not a host name of example.com"],
  ['no data', { ...A, data: undefined }, "Data can't be blank"],
  ['an address that is none', { ...A, data: '192.0.2.256' }, 'IP address did not match IPv4 format'],
  ['an address of IPv4 in AAAA', { ...A, type: 'AAAA' }, 'IP address did not match IPv6 format'],
  ['a zone in an address', { ...A, type: 'AAAA', data: 'fe80::1%eth0' }, 'IP address did not match IPv6 format'],
  ['a host without a dot', { ...A, type: 'CNAME', data: 'example.net' }, 'Data needs to end with a dot (.)'],
  ['a host that is none', { ...A, type: 'NS', data: 'a b.' }, "Data 'a b.' is not a host name"],
  ['a text that fits no answer', { ...A, type: 'TXT', data: 'x'.repeat(60_001) }, 'Data is too long'],
  ['a TTL below 30', { ...A, ttl: 29 }, 'Ttl must be between 30'],
  ['a TTL that is no number', { ...A, ttl: '60' }, 'body/ttl must be integer'],
  ['MX without priority', { ...MX, priority: null }, 'Priority is not a number'],
  ['MX with a priority out of range', { ...MX, priority: 65536 }, 'body/priority must be <= 65535'],
  ['SRV without priority', { ...SRV, priority: undefined }, 'Priority is not a number'],
  ['SRV without port', { ...SRV, port: undefined }, 'Port is not a number'],
  ['SRV without weight', { ...SRV, weight: undefined }, 'Weight is not a number'],
  ['CAA without flags', { ...CAA, flags: undefined }, 'Flags is not a number'],
  ['CAA with flags out of range', { ...CAA, flags: 256 }, 'body/flags must be <= 255'],
  ['CAA without tag', { ...CAA, tag: undefined }, 'Tag must be one of issue, issuewild, iodef'],
  ['CAA with another tag', { ...CAA, tag: 'issuemail' }, 'Tag must be one of issue, issuewild, iodef'],
  ['CAA with a URL that is none', { ...CAA, tag: 'iodef' }, 'is a mailto:, http: or https: URL'],
  ['CNAME beside the name servers', { ...A, type: 'CNAME', name: '@', data: 'example.net.' }, 'cannot share a name'],
])('a record with %s is refused, and leaves nothing', async (_, body, message) => {
  const before = structuredClone(cloud.cloud.state.domains);
  expect(await cloud.ask('POST', RECORDS, body)).toMatchObject({
    status: 422,
    body: { id: 'unprocessable_entity', message: expect.stringContaining(message) as string },
  });
  expect(cloud.cloud.state.domains).toEqual(before);
});

test('an alias and other records do not share a name, in whatever order and spelling they come', async () => {
  await make({ type: 'CNAME', name: 'blog', data: 'example.net.' });
  expect(await cloud.ask('POST', RECORDS, { ...A, name: 'BLOG.example.com.' })).toMatchObject({ status: 422 });
  const { id } = await make(A);
  expect(await cloud.ask('PATCH', `${RECORDS}/${id}`, { name: 'blog' })).toMatchObject({ status: 422 });
  expect((await cloud.ask('GET', `${RECORDS}/${id}`)).body.domain_record.name).toBe('www');
});

test.each(['PUT', 'PATCH'] as const)('%s changes what it names, and nothing else', async (method) => {
  const { id } = await make({ ...SRV, ttl: 60 });
  const change = async (body: object) => (await cloud.ask(method, `${RECORDS}/${id}`, body)).body.domain_record;
  const rest = { ...UNUSED, ...SRV, id, ttl: 60, data: 'sip.example.com' };
  expect(await change({ type: 'SRV', weight: 0 })).toEqual({ ...rest, weight: 0 });
  expect(await change({ data: 'other.example.com.', ttl: null })).toEqual({
    ...rest,
    weight: 0,
    data: 'other.example.com',
  });
  expect((await listed('?type=SRV')).map(({ data }) => data)).toEqual(['other.example.com']);
});

test.each<[string, object]>([
  ['another type', { type: 'TXT' }],
  ['data that do not fit', { data: 'banana' }],
  ['an empty name', { name: '' }],
  ['a TTL of zero', { ttl: 0 }],
])('a change to %s is refused, and leaves the record', async (_, body) => {
  const record = await make(A);
  for (const method of ['PUT', 'PATCH'] as const)
    expect(await cloud.ask(method, `${RECORDS}/${record.id}`, body)).toMatchObject({ status: 422 });
  expect((await cloud.ask('GET', `${RECORDS}/${record.id}`)).body.domain_record).toEqual(record);
});

test('of the SOA record the TTL alone changes, and it is never deleted', async () => {
  const [{ id }] = (await listed('?type=SOA')) as [{ id: number }];
  const change = (body: object) => cloud.ask('PUT', `${RECORDS}/${id}`, body);
  expect(await change({ type: 'SOA', ttl: 600, priority: 0 })).toMatchObject({
    status: 200,
    body: { domain_record: { id, type: 'SOA', ttl: 600, data: '1800', priority: null } },
  });
  for (const body of [{ data: '60' }, { name: 'www' }, { ttl: 1 }])
    expect(await change(body)).toMatchObject({ status: 422 });
  expect(await cloud.ask('DELETE', `${RECORDS}/${id}`)).toMatchObject({ status: 422 });
  expect(await listed('?type=SOA')).toHaveLength(1);
});

test('records are filtered by their full name and their type, in pages that keep the filter', async () => {
  for (const data of ['192.0.2.1', '192.0.2.2']) await make({ ...A, data });
  await make({ type: 'TXT', name: 'www', data: 'x' });
  const types = async (query: string) => (await listed(query)).map(({ type }) => type);
  expect(await types('?name=WWW.example.com')).toEqual(['A', 'A', 'TXT']);
  expect(await types('?name=www.example.com&type=A')).toEqual(['A', 'A']);
  expect(await types('?name=www')).toEqual([]);
  expect(await types('?name=example.com&type=SOA')).toEqual(['SOA']);
  expect(await cloud.ask('GET', `${RECORDS}?type=PTR`)).toMatchObject({ status: 422 });
  const { links, meta } = (await cloud.ask('GET', `${RECORDS}?type=A&per_page=1`)).body;
  expect(meta).toEqual({ total: 2 });
  expect(await types(new URL(links.pages.next).search)).toEqual(['A']);
});

test('a record of another domain is not found', async () => {
  await cloud.ask('POST', '/v2/domains', { name: 'example.org' });
  const { id } = await make(A);
  for (const path of [`/v2/domains/example.org/records/${id}`, `${RECORDS}/1`, `/v2/domains/none.com/records/${id}`])
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const)
      expect(await cloud.ask(method, path, method === 'GET' || method === 'DELETE' ? undefined : {})).toMatchObject({
        status: 404,
      });
  expect(await cloud.ask('PUT', DOMAIN, {})).toMatchObject({ status: 405, body: { id: 'method_not_allowed' } });
});

test('a token that may change domains may add and delete their records', async () => {
  const as = (scopes: string[]) => {
    const token = cloud.cloud.store.issueToken('digitalocean', ['domain:read', ...scopes]);
    return async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) =>
      (await cloud.ask(method, path, body, token)).status;
  };
  const { id } = await make(A);
  const reader = as([]);
  expect(await reader('GET', RECORDS)).toBe(200);
  expect(await reader('POST', RECORDS, A)).toBe(403);
  expect(await reader('PATCH', `${RECORDS}/${id}`, { ttl: 60 })).toBe(403);
  const updater = as(['domain:update']);
  expect(await updater('PATCH', `${RECORDS}/${id}`, { ttl: 60 })).toBe(200);
  expect(await updater('POST', RECORDS, A)).toBe(201);
  expect(await updater('DELETE', `${RECORDS}/${id}`)).toBe(204);
  expect(await updater('POST', '/v2/domains', { name: 'example.org' })).toBe(403);
  expect(await updater('DELETE', DOMAIN)).toBe(403);
  expect(await as(['domain:create'])('POST', RECORDS, A)).toBe(201);
  expect(await as(['domain:delete'])('DELETE', DOMAIN)).toBe(204);
});

test('the resolver answers for domains, as long as they are there', async () => {
  await make(A);
  await make({ type: 'CNAME', name: 'blog', data: 'www.example.com.' });
  await make({ type: 'MX', data: '@', priority: 10 });
  await make(SRV);
  await make(CAA);
  await make({ type: 'TXT', name: '@', data: 'v=spf1 -all' });
  expect(resolved('www.example.com', 'A')).toEqual(['192.0.2.1']);
  expect(resolved('blog.example.com', 'A')).toEqual(['www.example.com', '192.0.2.1']);
  expect(resolved('example.com', 'MX')).toEqual([{ preference: 10, exchange: 'example.com' }]);
  expect(resolved('_sip._tcp.example.com', 'SRV')).toEqual([
    { priority: 1, weight: 5, port: 5060, target: 'sip.example.com' },
  ]);
  expect(resolved('example.com', 'CAA')).toEqual([{ flags: 0, tag: 'issue', value: 'letsencrypt.org' }]);
  expect(resolved('example.com', 'TXT')).toEqual([[Buffer.from('v=spf1 -all')]]);
  expect(resolved('example.com', 'NS')).toEqual([1, 2, 3].map((n) => `ns${n}.digitalocean.com`));
  await cloud.ask('DELETE', DOMAIN);
  expect(resolved('www.example.com', 'A')).toBe(5);
});

test('a domain below another one answers for itself, and a zone at Cloudflare before both', async () => {
  const foobar = `/client/v4/zones/${cloud.cloud.state.zones[0]!.id}/dns_records`;
  await cloud.ask('POST', foobar, { type: 'A', name: 'www', content: '192.0.2.20' });
  await cloud.ask('POST', '/v2/domains', { name: 'sub.example.com', ip_address: '192.0.2.8' });
  await cloud.ask('POST', '/v2/domains', { name: 'foobar.com' });
  await cloud.ask('POST', '/v2/domains/foobar.com/records', { ...A, data: '192.0.2.9' });
  await make({ ...A, name: 'sub' });
  expect(resolved('sub.example.com', 'A')).toEqual(['192.0.2.8']);
  expect(resolved('www.foobar.com', 'A')).toEqual(['192.0.2.20']);
});
