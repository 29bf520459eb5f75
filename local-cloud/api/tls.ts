import { createServer, type Server } from 'node:https';
import type { FastifyInstance } from 'fastify';
import { issueServerCertificate, type KeyAndCertificate } from '../authority';

/** A new one at each start: more days than a local cloud runs. */
const DAYS = 397;

/** A certificate for this machine's loopback. */
export function loopbackCertificate(authority: KeyAndCertificate): Promise<KeyAndCertificate> {
  return issueServerCertificate(authority, {
    commonName: 'localhost',
    names: [
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ],
    days: DAYS,
  });
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
