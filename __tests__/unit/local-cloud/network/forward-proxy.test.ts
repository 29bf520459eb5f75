import { createServer, request, type RequestOptions, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createForwardProxy, type AddressOf, type Upstream } from '../../../../local-cloud/network/forward-proxy';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const origin = () => portOf(createServer((incoming, response) => response.end(`origin: ${incoming.url}`)));
const LOOPBACK: AddressOf = () => Promise.resolve('127.0.0.1');
const DENIED: AddressOf = (host) => Promise.resolve({ denied: `${host} is private` });

interface Answer {
  readonly status: number;
  readonly body: string;
}

function get(proxyPort: number, url: string): Promise<Answer> {
  return send({ port: proxyPort, path: url, agent: false });
}

function send(options: RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ ...options, host: '127.0.0.1' }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** A request through a tunnel; or the status with which the proxy refuses it. */
function getByTunnel(proxyPort: number, target: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: proxyPort, method: 'CONNECT', path: target, agent: false })
      .on('error', reject)
      .on('connect', (answer, socket) => {
        if (answer.statusCode === 200)
          return void send({ createConnection: () => socket, path: '/in' }).then(resolve, reject);
        socket.destroy();
        resolve({ status: answer.statusCode!, body: '' });
      })
      .end();
  });
}

test('forwards requests and tunnels to the address that is given', async () => {
  const port = await origin();
  const proxy = await portOf(createForwardProxy(LOOPBACK));
  expect(await get(proxy, `http://packages.example:${port}/a?b`)).toEqual({ status: 200, body: 'origin: /a?b' });
  expect(await getByTunnel(proxy, `packages.example:${port}`)).toEqual({ status: 200, body: 'origin: /in' });
});

test('denies a destination with its reason', async () => {
  const proxy = await portOf(createForwardProxy(DENIED));
  expect(await get(proxy, 'http://wiki.example/')).toEqual({ status: 403, body: 'wiki.example is private\n' });
  expect(await getByTunnel(proxy, 'wiki.example:443')).toMatchObject({ status: 403 });
});

test('answers 502 for a name without address', async () => {
  const proxy = await portOf(createForwardProxy(() => Promise.resolve(undefined)));
  expect(await get(proxy, 'http://unknown.example/')).toEqual({
    status: 502,
    body: 'no address for unknown.example\n',
  });
  expect(await getByTunnel(proxy, 'unknown.example:443')).toMatchObject({ status: 502 });
});

test("goes by the host's own proxy, with its login, which alone may resolve names", async () => {
  const port = await origin();
  const seen: (string | undefined)[] = [];
  const upstream = createForwardProxy(LOOPBACK);
  for (const event of ['request', 'connect'])
    upstream.prependListener(event, ({ headers }: { headers: Record<string, string> }) =>
      seen.push(headers['proxy-authorization']),
    );
  const to: Upstream = { host: '127.0.0.1', port: await portOf(upstream), authorization: 'Basic bWU6cHc=' };
  const proxy = await portOf(createForwardProxy(() => Promise.resolve(undefined), { upstreamOf: () => to }));
  expect(await get(proxy, `http://packages.example:${port}/a`)).toEqual({ status: 200, body: 'origin: /a' });
  expect(await getByTunnel(proxy, `packages.example:${port}`)).toEqual({ status: 200, body: 'origin: /in' });
  expect(seen).toEqual(['Basic bWU6cHc=', 'Basic bWU6cHc=']);
});

test('a destination that is denied does not go by the proxy of the host either', async () => {
  const upstreamOf = () => ({ host: '127.0.0.1', port: 9 });
  const proxy = await portOf(createForwardProxy(DENIED, { upstreamOf }));
  expect(await getByTunnel(proxy, 'wiki.example:443')).toMatchObject({ status: 403 });
});
