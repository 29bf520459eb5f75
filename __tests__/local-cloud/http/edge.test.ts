import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { EDGE_ADDRESS } from '../../../local-cloud/addresses';
import { Chain } from './chain';
import { HOST, VISITOR } from './chain-model';
import { exchange, request } from './exchange';

const way = { host: EDGE_ADDRESS, from: VISITOR };
const server = new WebSocketServer({ noServer: true });
let chain: Chain;

beforeAll(async () => {
  chain = await Chain.start({ limits: { connectionsPerClient: 2 } });
  for (const app of [1, 2]) {
    chain.server(app).on('upgrade', (incoming: IncomingMessage, socket, head: Buffer) => {
      server.handleUpgrade(incoming, socket, head, (one) => {
        one.send(String(incoming.headers['x-forwarded-for']));
        one.on('message', (data) => one.send(data));
      });
    });
  }
}, 60_000);
afterAll(() => chain?.stop());

const connect = () => new WebSocket(`wss://${HOST}/socket`, { createConnection: () => chain.connectTls(way) });

test('a WebSocket passes the edge and all tiers, in both directions, to its orderly end', async () => {
  const socket = connect();
  const [greeting] = (await once(socket, 'message')) as [Buffer];
  expect(greeting.toString()).toBe(VISITOR);
  const large = 'x'.repeat(1_000_000);
  const echoed = once(socket, 'message');
  socket.send(large);
  expect(String((await echoed)[0])).toBe(large);
  socket.close(1000);
  expect((await once(socket, 'close'))[0]).toBe(1000);
});

test('an upgrade that the site refuses is answered', async () => {
  const held = [connect(), connect()];
  await Promise.all(held.map((socket) => once(socket, 'open')));
  const refused = connect();
  const [error] = (await once(refused, 'error')) as [Error];
  expect(error.message).toContain('429');
  for (const socket of held) socket.terminate();
});

test('an upload over the limit is answered 413 also to a client that sends all of it first', async () => {
  const size = 11 * 1024 * 1024;
  const socket = chain.connectTls(way);
  await once(socket, 'secureConnect');
  let answer = '';
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(request('POST /', [`Content-Length: ${size}`]));
  await Promise.race([new Promise((resolve) => socket.write(Buffer.alloc(size), resolve)), closed]);
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')));
  socket.on('end', () => socket.end());
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 413/);
  expect(chain.executions).toEqual([]);
});

test('one failing request is one execution, and the answer is the app’s own', async () => {
  chain.handler = (_request, response) => response.writeHead(503).end('of the app\n');
  chain.executions = [];
  const answer = await exchange(chain, request('GET /failing'), way);
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('of the app') as string });
  expect(chain.executions).toHaveLength(1);
});
