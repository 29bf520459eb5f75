/**
 * What runs inside the router's network namespace: metadata service, resolver, edge, the way from droplets to the cloud's
 * API, and the far ends of the forward proxies. Started by router.ts as `router-process STATE_DIR`; outlives the daemon, so
 * that the site goes on without it. Takes a new NetworkState by PUT on its control socket.
 */
import { createServer, request, type Server } from 'node:http';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ADMIN_ADDRESS, API_PORT, METADATA_ADDRESS, RESOLVER_ADDRESS, VISITOR_ADDRESS } from '../addresses';
import type { NetworkState } from '../runtime';
import { Edge } from './edge';
import { EdgeCertificates } from './edge-certificates';
import { createForwardProxy } from './forward-proxy';
import { answerMetadata } from './metadata';
import { serveResolver } from './resolver';
import { EMPTY_NETWORK, apiSocket, routerFiles } from './router-files';

async function main(stateDir: string): Promise<void> {
  const files = routerFiles(stateDir);
  let state: NetworkState = existsSync(files.state)
    ? (JSON.parse(readFileSync(files.state, 'utf8')) as NetworkState)
    : EMPTY_NETWORK;
  const current = () => state;

  const metadata = createServer((incoming, response) => {
    const answer = answerMetadata(incoming.url ?? '', incoming.socket.remoteAddress ?? '', state);
    if (incoming.method !== 'GET') response.writeHead(405).end('method not allowed\n');
    else if (!answer) response.writeHead(404).end('not found\n');
    else response.writeHead(200, { 'content-type': answer.type }).end(answer.body);
  });
  const control = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      if (incoming.method === 'PUT') state = JSON.parse(Buffer.concat(chunks).toString()) as NetworkState;
      response.end();
    });
  });

  await Promise.all([
    serveResolver(RESOLVER_ADDRESS, current),
    listen(metadata, 80, METADATA_ADDRESS),
    listen(createApiForwarder(apiSocket(stateDir)), API_PORT, METADATA_ADDRESS),
    new Edge(current, await EdgeCertificates.open(stateDir)).listen(),
    listen(createForwardProxy(VISITOR_ADDRESS, current), files.visitorProxy),
    listen(createForwardProxy(ADMIN_ADDRESS, current), files.adminProxy),
  ]);
  // Last: a control socket that answers means that all of the router does.
  await listen(control, files.control);
}

/** Hands droplets' requests to the API of the host, over a socket file: it crosses namespaces. */
function createApiForwarder(socketPath: string): Server {
  return createServer((incoming, response) => {
    const outgoing = request(
      { socketPath, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.writeHead(503).end());
    incoming.pipe(outgoing);
  });
}

function listen(server: Server, port: number | string, address?: string): Promise<void> {
  if (typeof port === 'string') rmSync(port, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...(typeof port === 'string' ? { path: port } : { port, host: address }) }, resolve);
  });
}

main(process.argv[2]!).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
