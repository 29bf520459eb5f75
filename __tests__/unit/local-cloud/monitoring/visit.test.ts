import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, type KeyAndCertificate } from '../../../../local-cloud/authority';
import { visit } from '../../../../local-cloud/monitoring/visit';
import { EdgeCertificates } from '../../../../local-cloud/network/edge-certificates';
import { createForwardProxy } from '../../../../local-cloud/network/forward-proxy';

let directory: string;
let proxySocket: string;
let proxy: Server;
let plain: Server;
let site: TlsServer;
let edge: KeyAndCertificate;
let authority: string;
const statusOf = (path: string) => Number(/\d+/.exec(path)?.[0] ?? 200);
const portOf = (server: Server | TlsServer) => (server.address() as AddressInfo).port;
const listening = (server: Server | TlsServer, where: number | string) =>
  new Promise<void>((resolve) => server.listen(where, resolve));

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'visit-'));
  const certificates = await EdgeCertificates.open(directory);
  [edge, authority] = [await certificates.forZone('foobar.com'), certificates.root];
  const names = ['www.foobar.com', 'www.other.com'];
  proxy = createForwardProxy((name) => Promise.resolve(names.includes(name) ? '127.0.0.1' : undefined));
  proxySocket = join(directory, 'visitor.sock');
  await listening(proxy, proxySocket);
  plain = createPlainServer((request, response) => response.writeHead(statusOf(request.url!)).end('x'));
  site = createServer({ key: edge.key, cert: edge.certificate }, (request, response) =>
    response.writeHead(statusOf(request.url!)).end('x'),
  );
  await Promise.all([listening(plain, 0), listening(site, 0)]);
});
afterAll(() => {
  for (const server of [proxy, plain, site]) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(directory, { recursive: true });
});

test('an answer below 400 is up, with its time and the days that the certificate has left', async () => {
  const seen = await visit(proxySocket, authority, `https://www.foobar.com:${portOf(site)}/`);
  expect(seen).toMatchObject({ up: true, says: expect.stringMatching(/^200 after \d+ ms$/) as string });
  expect(seen.certificateDays).toBeGreaterThan(89);
  expect(seen.certificateDays).toBeLessThan(91);
});

test.each([
  ['an error', '/503', '503 after'],
  ['a refusal', '/404', '404 after'],
])('%s is down, and the certificate is known all the same', async (_, path, says) => {
  const seen = await visit(proxySocket, authority, `https://www.foobar.com:${portOf(site)}${path}`);
  expect(seen).toMatchObject({ up: false, says: expect.stringContaining(says) as string });
  expect(seen.certificateDays).toBeGreaterThan(89);
});

test('without TLS there is no certificate', async () => {
  const seen = await visit(proxySocket, authority, `http://www.foobar.com:${portOf(plain)}/`);
  expect(seen).toMatchObject({ up: true, certificateDays: undefined });
});

test('a certificate that visitors do not trust, or of another name, is down', async () => {
  const { certificate } = await createAuthority('CN=Another');
  const untrusted = await visit(proxySocket, certificate, `https://www.foobar.com:${portOf(site)}/`);
  expect(untrusted).toMatchObject({ up: false, says: expect.stringContaining('certificate') as string });
  const foreign = await visit(proxySocket, authority, `https://www.other.com:${portOf(site)}/`);
  expect(foreign).toMatchObject({ up: false, says: expect.stringContaining('altnames') as string });
});

test('a name that is nowhere, and a port where nobody listens, are down', async () => {
  expect(await visit(proxySocket, authority, 'https://none.foobar.com/')).toMatchObject({
    ...{ up: false, says: 'no way to none.foobar.com:443' },
  });
  expect(await visit(proxySocket, authority, 'https://www.foobar.com:1/')).toMatchObject({ up: false });
});
