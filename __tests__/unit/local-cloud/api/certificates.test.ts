import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509Certificate } from '@peculiar/x509';
import {
  KEY_ALGORITHM,
  createAuthority,
  exportKey,
  sign,
  type KeyAndCertificate,
} from '../../../../local-cloud/authority';
import { TestCloud } from './cloud';

let cloud: TestCloud;
let root: KeyAndCertificate;
let issuer: KeyAndCertificate;
let leaf: KeyAndCertificate;

/** A certificate that `authority` signs, with a key of its own. */
async function signed(authority: KeyAndCertificate, name: string, days = 30): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const names = [name, `*.${name}`].map((value) => ({ type: 'dns' as const, value }));
  const certificate = await sign(authority, {
    ...{ subject: `CN=${name}`, publicKey: keys.publicKey, days },
    extensions: [new BasicConstraintsExtension(true), new SubjectAlternativeNameExtension(names)],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

beforeAll(async () => {
  root = await createAuthority('CN=Root');
  issuer = await signed(root, 'issuer.example');
  leaf = await signed(issuer, 'example.com');
});
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

function body(more: object = {}): object {
  const chain = `${issuer.certificate}\n${root.certificate}\n`;
  return { name: 'web', private_key: leaf.key, leaf_certificate: leaf.certificate, certificate_chain: chain, ...more };
}

test('a certificate is uploaded, listed by its name, and gone when it is deleted', async () => {
  const made = await cloud.ask('POST', '/v2/certificates', body({ type: 'custom' }));
  const { certificate } = made.body;
  const { notAfter } = new X509Certificate(leaf.certificate);
  const digest = await webcrypto.subtle.digest('SHA-1', new X509Certificate(leaf.certificate).rawData);
  expect(made.status).toBe(201);
  expect(certificate).toMatchObject({
    ...{ name: 'web', type: 'custom', state: 'verified', dns_names: ['example.com', '*.example.com'] },
    not_after: notAfter.toISOString().replace(/\.\d+Z/, 'Z'),
    sha1_fingerprint: Buffer.from(digest).toString('hex'),
  });
  await cloud.ask('POST', '/v2/certificates', body({ name: 'other', certificate_chain: null }));
  const names = async (query: string) =>
    (await cloud.ask('GET', `/v2/certificates${query}`)).body.certificates.map(({ name }: { name: string }) => name);
  expect([await names(''), await names('?name=web'), await names('?name=none')]).toEqual([
    ['web', 'other'],
    ['web'],
    [],
  ]);
  const path = `/v2/certificates/${certificate.id}`;
  expect((await cloud.ask('GET', path)).body).toEqual({ certificate });
  expect(await cloud.ask('DELETE', path)).toMatchObject({ status: 204, body: undefined });
  for (const method of ['GET', 'DELETE'] as const)
    expect(await cloud.ask(method, path)).toMatchObject({ status: 404, body: { id: 'not_found' } });
  expect(await cloud.ask('PUT', path, {})).toMatchObject({ status: 405 });
});

test('the private key is neither stored nor answered', async () => {
  const line = leaf.key.split('\n')[1]!;
  const answers = [
    await cloud.ask('POST', '/v2/certificates', body()),
    await cloud.ask('GET', '/v2/certificates'),
    await cloud.ask('POST', '/v2/certificates', body({ leaf_certificate: root.certificate })),
    await cloud.ask('POST', '/v2/certificates', body({ name: '' })),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 422, 422]);
  expect(JSON.stringify(answers)).not.toContain('PRIVATE KEY');
  for (const text of [JSON.stringify(answers), JSON.stringify(cloud.stateOnDisk())]) expect(text).not.toContain(line);
});

test.each<[string, () => object | Promise<object>, number, string]>([
  ['no private key', () => ({ private_key: undefined }), 422, 'private_key is required'],
  ['no certificate', () => ({ leaf_certificate: null }), 422, 'leaf_certificate is required'],
  ['a certificate that is none', () => ({ leaf_certificate: 'cert' }), 422, 'leaf_certificate is not a valid PEM'],
  [
    'a certificate that is broken',
    () => ({ leaf_certificate: leaf.certificate.replace(/\n[A-Za-z0-9+/]{20}/, '\nAAAA') }),
    422,
    'leaf_certificate is not a valid PEM',
  ],
  [
    'two certificates in the place of one',
    () => ({ leaf_certificate: `${leaf.certificate}\n${issuer.certificate}` }),
    422,
    'leaf_certificate must be one certificate',
  ],
  ['a key that is none', () => ({ private_key: 'key' }), 422, 'private_key is not valid PEM'],
  ['the key of another certificate', () => ({ private_key: issuer.key }), 422, "not the certificate's private key"],
  ['a chain that is none', () => ({ certificate_chain: 'x' }), 422, 'certificate_chain is not a valid PEM'],
  ['a chain with a gap', () => ({ certificate_chain: root.certificate }), 422, 'certificate_chain is broken'],
  [
    'a chain in the wrong order',
    () => ({ certificate_chain: `${root.certificate}\n${issuer.certificate}` }),
    422,
    'certificate_chain is broken',
  ],
  [
    'a chain of an issuer of the same name',
    async () => ({ certificate_chain: (await signed(root, 'issuer.example')).certificate }),
    422,
    'certificate_chain is broken',
  ],
  [
    'a certificate that has expired',
    async () => {
      const old = await signed(issuer, 'example.com', -0.5);
      return { leaf_certificate: old.certificate, private_key: old.key };
    },
    422,
    'leaf_certificate expired on',
  ],
  [
    'an issuer that has expired',
    async () => {
      const old = await signed(root, 'issuer.example', -0.5);
      const own = await signed(old, 'example.com');
      return { leaf_certificate: own.certificate, private_key: own.key, certificate_chain: old.certificate };
    },
    422,
    'certificate_chain expired on',
  ],
  ['a type that there is not', () => ({ type: 'banana' }), 422, 'body/type'],
  ['no name', () => ({ name: undefined }), 422, "must have required property 'name'"],
  [
    "Let's Encrypt for its issuer",
    () => ({ type: 'lets_encrypt', dns_names: ['example.com'] }),
    501,
    "the local cloud has no certificates of Let's Encrypt",
  ],
  [
    'names alone',
    () => ({ dns_names: ['example.com'], leaf_certificate: undefined, private_key: undefined }),
    501,
    "the local cloud has no certificates of Let's Encrypt",
  ],
])('a certificate with %s is refused, and leaves nothing', async (_, wrong, status, message) => {
  expect(await cloud.ask('POST', '/v2/certificates', body(await wrong()))).toMatchObject({
    status,
    body: { message: expect.stringContaining(message) as string },
  });
  expect(cloud.cloud.state.certificates).toEqual([]);
});

test('on a full disk an upload fails, and leaves nothing', async () => {
  cloud.breakDisk();
  const { status } = await cloud.ask('POST', '/v2/certificates', body());
  cloud.repairDisk();
  expect([status, cloud.cloud.state.certificates]).toEqual([500, []]);
});

test('two certificates do not share a name, also when they come at once', async () => {
  const answers = await Promise.all([1, 2].map(() => cloud.ask('POST', '/v2/certificates', body())));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(cloud.cloud.state.certificates).toHaveLength(1);
});

test('a token uploads, reads and deletes certificates by its scopes', async () => {
  const as = (...scopes: string[]) => {
    const token = cloud.cloud.store.issueToken('digitalocean', ['certificate:read', ...scopes]);
    return async (method: 'GET' | 'POST' | 'DELETE', path: string, more?: object) =>
      (await cloud.ask(method, path, more, token)).status;
  };
  expect(await as()('POST', '/v2/certificates', body())).toBe(403);
  expect(await as('certificate:create')('POST', '/v2/certificates', body())).toBe(201);
  const { id } = cloud.cloud.state.certificates[0]!;
  expect(await as()('GET', `/v2/certificates/${id}`)).toBe(200);
  expect(await as('certificate:create')('DELETE', `/v2/certificates/${id}`)).toBe(403);
  expect(await as('certificate:delete')('DELETE', `/v2/certificates/${id}`)).toBe(204);
});
