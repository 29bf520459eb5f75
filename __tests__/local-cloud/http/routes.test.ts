/** Several apps behind the same three web servers. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { ALIAS, HOST, webAddress } from './chain-model';
import { Chain } from './chain';
import { exchange, request } from './exchange';
import { REACH_PORT, resolveHealthCheck } from '../../../constructs/haproxy/health-check';
import { WEB_PORT } from '../../../constructs/web/render-nginx';
import { until } from '../../../host/until';

const SERVERS = ['shop', 'docs', 'api'];
const DOCS_SECONDS = 5;
let chain: Chain;
beforeAll(async () => {
  chain = await Chain.start({
    nodes: 3,
    apps: [
      { name: 'shop', server: 1, route: {} },
      { name: 'docs', server: 2, route: { path: '/docs' }, responseTimeoutSeconds: DOCS_SECONDS },
      { name: 'api', server: 3, route: { host: ALIAS } },
    ],
    model: {
      backend: {
        ...{ tierName: 'web.int.foobar.com', nodeNames: [], port: WEB_PORT, slots: 3, httpReuse: 'always' },
        ...{ healthCheck: resolveHealthCheck({}, HOST), reachPort: REACH_PORT, reportsUnsent: true, observe: 'layer4' },
      },
    },
  });
  chain.handler = (_request, response, app) => response.end(`of ${SERVERS[app - 1]}\n`);
}, 60_000);
afterAll(() => chain?.stop());

const ask = (path: string, host = HOST) => exchange(chain, request(`GET ${path}`, [], '', `Host: ${host}\r\n`));

test.each([
  [HOST, '/', 'shop'],
  [HOST, '/docs', 'docs'],
  [HOST, '/docs/', 'docs'],
  [HOST, '/docs/a?b=/c', 'docs'],
  [HOST, '/%64ocs/a', 'docs'],
  [HOST, '/docs%2Fa', 'docs'],
  [HOST, '/a/../docs/b', 'docs'],
  [HOST, '/docs/../a', 'shop'],
  [HOST, '/docsx', 'shop'],
  [HOST, '/docs%0A', 'shop'],
  [HOST, '/a/docs', 'shop'],
  [ALIAS, '/', 'api'],
  [ALIAS.toUpperCase(), '/x', 'api'],
  [`${ALIAS}:443`, '/x', 'api'],
  [ALIAS, '/docs', 'api'],
])('%s%s is for the app %s, which sees the path as it was asked for', async (host, path, app) => {
  chain.executions = [];
  expect(await ask(path, host)).toMatchObject({ status: 200, body: expect.stringContaining(`of ${app}`) as string });
  expect(chain.executions).toEqual([`${SERVERS.indexOf(app) + 1} GET ${path}`]);
});

test('an app with a time of its own for answers has no longer, and the others have theirs', async () => {
  const { handler } = chain;
  chain.executions = [];
  try {
    chain.handler = (_request, response, app) => {
      if (app !== 2) setTimeout(() => response.end('late\n'), DOCS_SECONDS * 1000 + 500);
    };
    const hosted = (path: string) => request(`GET ${path}`, [], '', `Host: ${HOST}\r\n`);
    const [docs, shop] = await Promise.all(
      ['/docs', '/'].map((path) => exchange(chain, hosted(path), {}, DOCS_SECONDS + 5)),
    );
    expect(docs!.status).toBe(504);
    expect(docs!.answeredAfterMs).toBeLessThan(DOCS_SECONDS * 1000);
    expect(shop).toMatchObject({ status: 200, body: expect.stringContaining('late\n') as string });
    expect([...chain.executions].sort()).toEqual(['1 GET /', '2 GET /docs']);
  } finally {
    chain.handler = handler;
  }
});

test('server-sent events are routed alike', async () => {
  chain.executions = [];
  await exchange(chain, request('GET /docs/live', ['Accept: text/event-stream'], '', `Host: ${HOST}\r\n`));
  expect(chain.executions).toEqual(['2 GET /docs/live']);
});

test('so are WebSockets', async () => {
  const server = new WebSocketServer({ noServer: true });
  for (const app of [1, 2])
    chain
      .server(app)
      .on('upgrade', (incoming: IncomingMessage, socket, head: Buffer) =>
        server.handleUpgrade(incoming, socket, head, (one) => one.send(`${app} ${incoming.url}`)),
      );
  const client = new WebSocket(`wss://${HOST}/docs/socket`, { createConnection: () => chain.connectTls() });
  const [greeting] = (await once(client, 'message')) as [Buffer];
  expect(String(greeting)).toBe('2 /docs/socket');
  client.terminate();
});

/** What a web server's service proxy says of what it reaches. */
async function reach(path: string): Promise<string> {
  const socket = chain.connect({ host: webAddress(1), port: REACH_PORT });
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  let text = '';
  for await (const data of socket) text += String(data);
  return text;
}

async function webServersUp(): Promise<number> {
  const argv = ['sh', '-c', "echo 'show stat' | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock"];
  const lines = (await chain.order({ kind: 'run', argv })).split('\n').map((line) => line.split(','));
  return lines.filter(([backend, name, ...rest]) => backend === 'web' && /^web-/.test(name!) && rest[15] === 'UP')
    .length;
}

test('while one app is down its requests alone fail, and no web server leaves the rotation', async () => {
  const refused = chain.order({ kind: 'refuse', app: 2 });
  chain.server(2).closeAllConnections();
  await refused;
  await until(async () => (await reach('/all')).startsWith('HTTP/1.1 503'), 10, 'the app is known to be down');
  expect(await reach('/all')).toContain('docs');
  expect(await reach('/reach')).toMatch(/^HTTP\/1\.1 200/);
  // Three times the errors in a row that would take each web server out.
  for (let i = 0; i < 30; i++) expect((await ask('/docs/a')).status).toBe(503);
  expect(await webServersUp()).toBe(3);
  const others = await Promise.all([ask('/'), ask('/x', ALIAS), ask('/docsx')]);
  expect(others.map(({ status, body }) => [status, /of \w+/.exec(body)?.[0]])).toEqual([
    [200, 'of shop'],
    [200, 'of api'],
    [200, 'of shop'],
  ]);
  await chain.order({ kind: 'accept', app: 2 });
  await until(async () => (await ask('/docs/a')).status === 200, 15, 'the app is back');
}, 60_000);
