import { X509Certificate, generateKeyPairSync, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator, cryptoProvider } from '@peculiar/x509';
import { answerQuery } from '../../../../local-cloud/network/resolver';
import { TestCloud } from './cloud';

cryptoProvider.set(webcrypto as never);
let cloud: TestCloud;
let zone: string;
beforeEach(async () => {
  cloud = await TestCloud.start();
  zone = `/client/v4/zones/${cloud.cloud.state.zones[0]!.id}`;
});
afterEach(() => cloud.stop());

test('a zone is found by its name; a second page is empty', async () => {
  expect((await cloud.ask('GET', '/client/v4/zones?name=foobar.com')).body.result).toHaveLength(1);
  expect((await cloud.ask('GET', '/client/v4/zones?name=foobar.com&page=2')).body.result).toEqual([]);
  expect((await cloud.ask('GET', '/client/v4/zones?name=example.org')).body.result).toEqual([]);
});

test('a record is in the network as soon as it is answered, and its creation time outlives changes', async () => {
  const { result } = (
    await cloud.ask('POST', `${zone}/dns_records`, {
      name: 'www.foobar.com',
      type: 'A',
      content: '203.0.113.7',
      ttl: 1,
      proxied: true,
    })
  ).body;
  expect(cloud.runtime.network?.zones[0]?.records).toMatchObject([
    { name: 'www.foobar.com', content: '203.0.113.7', proxied: true },
  ]);
  const changed = await cloud.ask('PUT', `${zone}/dns_records/${result.id}`, {
    name: 'www',
    type: 'A',
    content: '203.0.113.8',
    ttl: 60,
  });
  expect(changed.body.result).toMatchObject({
    name: 'www.foobar.com',
    content: '203.0.113.8',
    proxied: false,
    ttl: 60,
    created_on: result.created_on,
  });
  expect(await cloud.ask('DELETE', `${zone}/dns_records/${result.id}`)).toMatchObject({
    status: 200,
    body: { result: { id: result.id }, success: true },
  });
  expect(await cloud.ask('GET', `${zone}/dns_records/${result.id}`)).toMatchObject({ status: 404 });
});

test('a record keeps its settings, and knows when its comment was changed', async () => {
  const body = { name: 'a', type: 'CNAME', content: 'b.foobar.com', settings: { flatten_cname: false } };
  const { result } = (await cloud.ask('POST', `${zone}/dns_records`, { ...body, comment: 'one' })).body;
  expect(result).toMatchObject({ settings: { flatten_cname: false }, comment_modified_on: result.created_on });
  const same = (await cloud.ask('PUT', `${zone}/dns_records/${result.id}`, { ...body, comment: 'one', ttl: 60 })).body;
  expect(same.result.comment_modified_on).toBe(result.comment_modified_on);
  const without = (await cloud.ask('PUT', `${zone}/dns_records/${result.id}`, body)).body;
  expect(without.result).not.toHaveProperty('comment_modified_on');
});

test.each(['SRV', 'LOC', 'HTTPS', 'SVCB', 'MX'])(
  'has no %s records, and says so before it looks at them',
  async (type) => {
    const record = { name: 'a', type, data: { anything: 1 } };
    expect(await cloud.ask('POST', `${zone}/dns_records`, record)).toMatchObject({
      status: 501,
      body: { errors: [{ message: `the local cloud has no ${type} records` }] },
    });
  },
);

test('CAA records come in parts, and are answered in parts and in one text', async () => {
  const post = (data: object) => cloud.ask('POST', `${zone}/dns_records`, { name: '@', type: 'CAA', ttl: 1, data });
  const wrong = [
    {},
    { flags: 256, tag: 'issue', value: 'x' },
    { flags: 0, tag: 'x', value: 'x' },
    { flags: 0, tag: 'issue', value: '"' },
  ];
  for (const data of wrong) expect(await post(data)).toMatchObject({ status: 400 });
  const data = { flags: 0, tag: 'issue', value: 'example-ca.com' };
  expect((await post(data)).body.result).toMatchObject({
    name: 'foobar.com',
    content: '0 issue "example-ca.com"',
    data,
  });
  expect((await cloud.ask('GET', `${zone}/dns_records?type=CAA`)).body.result).toMatchObject([{ data }]);
  const question = { name: 'foobar.com', type: 'CAA' as const };
  expect(answerQuery({ type: 'query', questions: [question] }, cloud.runtime.network!).answers).toMatchObject([
    { type: 'CAA', data: { flags: 0, tag: 'issue', value: 'example-ca.com' } },
  ]);
});

test.each([
  ['Zone Read', 'GET', '', 200],
  ['DNS Read', 'GET', '', 403],
  ['DNS Read', 'GET', '/dns_records', 200],
  ['DNS Read', 'POST', '/dns_records', 403],
  ['DNS Write', 'POST', '/dns_records', 200],
  ['Zone Settings Read', 'GET', '/settings/ssl', 200],
  ['SSL and Certificates Read', 'GET', '/origin_tls_client_auth/settings', 200],
  ['Zone Settings Write', 'GET', '/origin_tls_client_auth/settings', 403],
] as const)('with the permission %s, %s of the zone%s is answered %i', async (permission, method, path, status) => {
  const token = cloud.cloud.store.issueToken('cloudflare', [permission]);
  const record = { name: 'a', type: 'A', content: '192.0.2.1', ttl: 60 };
  const answer = await cloud.ask(method, zone + path, method === 'POST' ? record : undefined, token);
  expect(answer.status).toBe(status);
});

test('a zone that is not delegated is pending', async () => {
  Object.assign(cloud.cloud.state.zones[0]!, { status: 'pending', paused: true });
  expect((await cloud.ask('GET', zone)).body.result).toMatchObject({ status: 'pending', paused: true });
  expect((await cloud.ask('GET', '/client/v4/zones?status=active')).body.result).toEqual([]);
});

test('a setting that is an object has Cloudflare’s fields, and no others', async () => {
  const path = `${zone}/settings/security_header`;
  const header = { enabled: true, max_age: 300, include_subdomains: true };
  for (const value of [{ banana: 1 }, { strict_transport_security: { max_age: 'x\r\ny' } }, null, 'on'])
    expect(await cloud.ask('PATCH', path, { value })).toMatchObject({ status: 400 });
  expect((await cloud.ask('PATCH', path, { value: { strict_transport_security: header } })).status).toBe(200);
  expect(cloud.runtime.network?.zones[0]?.edge.hsts).toBe('max-age=300; includeSubDomains');
});

test('settings have the defaults of Cloudflare, keep their value and refuse others', async () => {
  const ssl = `${zone}/settings/ssl`;
  expect((await cloud.ask('GET', ssl)).body.result).toMatchObject({ id: 'ssl', value: 'full', editable: true });
  expect((await cloud.ask('PATCH', ssl, { value: 'strict' })).body.result).toMatchObject({ value: 'strict' });
  expect(await cloud.ask('PATCH', ssl, { value: 'perfect' })).toMatchObject({ status: 400, body: { success: false } });
  expect(cloud.runtime.network?.zones[0]?.edge.ssl).toBe('strict');
  expect(await cloud.ask('GET', `${zone}/settings/polish`)).toMatchObject({ status: 501 });
});

test('an origin certificate is signed for its host names, with the key that asked, by the CA that the edge trusts', async () => {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=www.foobar.com',
    keys: keys as never,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  const hostnames = ['*.foobar.com', 'foobar.com'];
  const body = { csr: request.toString('pem'), hostnames, request_type: 'origin-ecc', requested_validity: 90 };
  const { result } = (await cloud.ask('POST', '/client/v4/certificates', body)).body;
  const certificate = new X509Certificate(result.certificate as string);
  expect(certificate.subjectAltName).toBe('DNS:*.foobar.com, DNS:foobar.com');
  expect(
    certificate.checkIssued(
      new X509Certificate(cloud.runtime.network?.originCa ?? cloud.cloud.state.originCa.certificate),
    ),
  ).toBe(true);
  expect((await cloud.ask('GET', `/client/v4/certificates/${result.id}`)).body.result).toMatchObject({
    hostnames,
    request_type: 'origin-ecc',
  });
  expect(await cloud.ask('POST', '/client/v4/certificates', { ...body, csr: 'nonsense' })).toMatchObject({
    status: 400,
  });
  expect(await cloud.ask('POST', '/client/v4/certificates', { ...body, hostnames: ['example.org'] })).toMatchObject({
    status: 400,
  });
});

test('an origin pull certificate is used when it is switched on, and its key is never answered', async () => {
  const pulls = `${zone}/origin_tls_client_auth`;
  const { certificate, key } = cloud.cloud.state.originCa;
  const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  for (const wrong of ['nonsense', other])
    expect(await cloud.ask('POST', pulls, { certificate, private_key: wrong })).toMatchObject({ status: 400 });
  const uploaded = await cloud.ask('POST', pulls, { certificate, private_key: key });
  expect(uploaded.body.result).toMatchObject({ certificate, status: 'active' });
  expect(JSON.stringify(uploaded.body)).not.toContain(key.split('\n')[1]);
  expect(cloud.runtime.network?.zones[0]?.edge.originPull).toBeNull();
  await cloud.ask('PUT', `${pulls}/settings`, { enabled: true });
  expect(cloud.runtime.network?.zones[0]?.edge.originPull).toEqual({ certificate, privateKey: key });
});

test.each<[string, object]>([
  ['an address that is none', { name: 'a', type: 'A', content: 'nowhere' }],
  ['a TTL of ten seconds', { name: 'a', type: 'A', content: '203.0.113.7', ttl: 10 }],
  ['a proxied text', { name: 'a', type: 'TXT', content: 'x', proxied: true }],
])('refuses a record with %s', async (_, body) => {
  expect(await cloud.ask('POST', `${zone}/dns_records`, body)).toMatchObject({
    status: 400,
    body: { success: false, result: null },
  });
});

test('refuses the same record twice, and what it does not have by name', async () => {
  const record = { name: 'a', type: 'A', content: '203.0.113.7' };
  expect(await cloud.ask('POST', `${zone}/dns_records`, record)).toMatchObject({ status: 200 });
  expect(await cloud.ask('POST', `${zone}/dns_records`, record)).toMatchObject({
    status: 400,
    body: { errors: [{ code: 81058 }] },
  });
  expect(await cloud.ask('POST', `${zone}/dns_records`, { ...record, type: 'LOC' })).toMatchObject({ status: 501 });
  expect(await cloud.ask('GET', `${zone}/rulesets`)).toMatchObject({
    status: 501,
    body: { errors: [{ message: expect.stringContaining('/rulesets') as string }] },
  });
});
