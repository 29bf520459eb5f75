import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import {
  AuthorityKeyIdentifierExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509';
import type { FastifyInstance } from 'fastify';
import { KEY_ALGORITHM, exportKey, sign, type KeyAndCertificate } from '../authority';

/** A new one at each start: more days than a local cloud runs. */
const DAYS = 397;

/** A certificate for this machine's loopback. */
export async function loopbackCertificate(authority: KeyAndCertificate): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const certificate = await sign(authority, {
    subject: 'CN=localhost',
    publicKey: keys.publicKey,
    days: DAYS,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      // Python 3.13 verifies strictly, and demands it.
      await AuthorityKeyIdentifierExtension.create(new X509Certificate(authority.certificate).publicKey),
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

/** The same API by TLS on a port of its own, for clients that demand it; it closes with the API, before which it must be called. */
export async function listenByTls(
  api: FastifyInstance,
  { key, certificate }: KeyAndCertificate,
  port: number,
): Promise<Server> {
  const server = createServer({ key, cert: certificate }, (request, response) => api.routing(request, response));
  api.addHook('onClose', async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  await api.ready();
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  return server;
}
