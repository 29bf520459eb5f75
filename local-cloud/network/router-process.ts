/**
 * What runs inside the router's network namespace: metadata service, resolver, and the ways from droplets to the cloud's API and
 * to the Internet of the host. Started by
 * router.ts as `router-process STATE_DIR`; outlives the daemon, so that the site goes on without it. Takes a new NetworkState by PUT on
 * its control socket.
 */
import { createServer, request, type Server } from 'node:http';
import { API_PORT, INTERNET_ADDRESS, INTERNET_PORT, METADATA_ADDRESS, RESOLVER_ADDRESS } from '../addresses';
import { answerMetadata } from './metadata';
import { forwardPort } from './port-forward';
import { serveResolver } from './resolver';
import { apiSocket, routerFiles } from './router-files';
import { StateFeed, listen } from './state-feed';

async function main(stateDir: string): Promise<void> {
  const files = routerFiles(stateDir);
  const feed = new StateFeed(files.state, files.router.socket);
  const metadata = createServer((incoming, response) => {
    let answer;
    try {
      answer = answerMetadata(incoming.url ?? '', incoming.socket.remoteAddress ?? '', feed.current());
    } catch (error) {
      // One droplet's metadata that cannot be rendered: the others need theirs.
      console.error(error);
      return void response.writeHead(500).end('the metadata cannot be rendered\n');
    }
    if (incoming.method !== 'GET') response.writeHead(405).end('method not allowed\n');
    else if (!answer) response.writeHead(404).end('not found\n');
    else response.writeHead(200, { 'content-type': answer.type }).end(answer.body);
  });
  await Promise.all([
    serveResolver(RESOLVER_ADDRESS, feed.current),
    listen(metadata, 80, METADATA_ADDRESS),
    forwardPort(INTERNET_PORT, files.internet.socket, { address: INTERNET_ADDRESS }),
    listen(createApiForwarder(apiSocket(stateDir)), API_PORT, METADATA_ADDRESS),
  ]);
  await feed.open();
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

main(process.argv[2]!).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
