import 'reflect-metadata';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension, X509Certificate } from '@peculiar/x509';
import { loopbackCertificate } from '../../../../local-cloud/api/tls';
import { createAuthority, type KeyAndCertificate } from '../../../../local-cloud/authority';
import { TestCloud } from './cloud';

let cloud: TestCloud;
let authority: KeyAndCertificate;
let port: number;
beforeAll(async () => {
  cloud = await TestCloud.start();
  authority = await createAuthority('CN=Test authority');
  port = ((await cloud.listenByTls(authority)).address() as AddressInfo).port;
});
afterAll(() => cloud.stop());

/** Asks as a client that trusts this authority, and expects this name; gives the body. */
function ask(
  host: string,
  ca: string,
  path = '/v2/regions?per_page=1',
  headers = {},
  servername?: string,
): Promise<any> {
  return new Promise((resolve, reject) => {
    request(
      { host, port, ca, path, servername, agent: false, headers: { ...cloud.authorization, ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        answer.on('end', () => resolve(JSON.parse(text)));
      },
    )
      .on('error', reject)
      .end();
  });
}

test.each(['127.0.0.1', 'localhost'])('at %s clients that verify chain and name are answered', async (host) => {
  const { regions, links } = await ask(host, authority.certificate);
  expect(regions).toHaveLength(1);
  // What they follow stays on TLS.
  expect(links.pages.next).toBe(`https://${host}:${port}/v2/regions?page=2&per_page=1`);
});

test('the plain port is there beside it', async () => {
  expect(await cloud.send('GET', '/v2/regions')).toMatchObject({ status: 200 });
});

test('the certificate names its authority’s key, as strict clients demand', async () => {
  const { extensions } = new X509Certificate((await loopbackCertificate(authority)).certificate);
  const issuer = new X509Certificate(authority.certificate);
  const named = extensions.find((one) => one instanceof AuthorityKeyIdentifierExtension)!;
  expect(named.keyId).toBe(issuer.getExtension(SubjectKeyIdentifierExtension)!.keyId);
});

test('a client that trusts another authority is not', async () => {
  const other = await createAuthority('CN=Test authority');
  await expect(ask('127.0.0.1', other.certificate)).rejects.toThrow(/certificate/);
});

test('a client that expects another name is not', async () => {
  await expect(ask('127.0.0.1', authority.certificate, '/v2/regions', {}, 'api.example')).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test('the local cloud’s own routes are guarded there too', async () => {
  const path = '/local/faults';
  expect((await ask('127.0.0.1', authority.certificate, path)).message).toContain('the token of the local cloud');
  const token = { authorization: `Bearer ${cloud.cloud.localToken}` };
  expect(await ask('127.0.0.1', authority.certificate, path, token)).toEqual({ faults: [] });
  expect((await ask('127.0.0.1', authority.certificate, path, { ...token, origin: 'https://a.example' })).message).toBe(
    'no page of a browser may do this',
  );
});

test('a fault cuts connections by TLS too', async () => {
  await cloud.ask('POST', '/local/faults', { api: 'digitalocean', path: '/regions', reset: true, count: 1 });
  await expect(ask('127.0.0.1', authority.certificate)).rejects.toThrow(/socket hang up|ECONNRESET/);
});
