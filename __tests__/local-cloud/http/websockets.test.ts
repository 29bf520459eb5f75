import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from '../../../host/until';
import { Chain } from './chain';
import { HOST } from './chain-model';
import { exchange, request } from './exchange';

const RELOAD_DRAIN = 12;
let chain: Chain;
const server = new WebSocketServer({ noServer: true });

beforeAll(async () => {
  chain = await Chain.start({
    timeouts: { response: 5, idleTunnel: 10, reloadDrain: RELOAD_DRAIN },
    limits: { connectionsPerClient: 3 },
  });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  for (const app of [1, 2]) {
    chain.server(app).on('upgrade', (incoming: IncomingMessage, socket, head: Buffer) => {
      chain.executions.push(`${incoming.url} ${incoming.headers['x-forwarded-for'] as string}`);
      server.handleUpgrade(incoming, socket, head, (one) => server.emit('connection', one, incoming));
    });
  }
}, 60_000);
afterAll(() => chain?.stop());

let clients = 0;
async function open(client = `198.18.1.${++clients}`): Promise<WebSocket> {
  const socket = new WebSocket(`wss://${HOST}/socket`, {
    headers: { 'CF-Connecting-IP': client },
    createConnection: () => chain.connectTls(),
  });
  await once(socket, 'open');
  return socket;
}

/** Other messages may be on their way meanwhile. */
function echoes(socket: WebSocket, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => data.toString() === text && resolve(true));
    socket.once('close', () => resolve(false));
    socket.send(text);
  });
}

test('a WebSocket passes all tiers, stays while it is in use, and the app knows its visitor', async () => {
  const socket = await open('198.18.9.9');
  expect(chain.executions).toContain('/socket 198.18.9.9');
  // Longer than the site waits for an answer.
  for (let i = 0; i < 7; i++) {
    expect(await echoes(socket, `message ${i} ${'x'.repeat(20_000)}`)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  socket.close(1000);
  expect((await once(socket, 'close'))[0]).toBe(1000);
});

test('one that carries nothing is closed after its idle time', async () => {
  const socket = await open();
  const begun = Date.now();
  await once(socket, 'close');
  expect(Date.now() - begun).toBeGreaterThan(9000);
  expect(Date.now() - begun).toBeLessThan(14_000);
});

test('a visitor has as many as connections, and 429 beyond', async () => {
  const sockets = [await open('198.18.2.1'), await open('198.18.2.1'), await open('198.18.2.1')];
  await expect(open('198.18.2.1')).rejects.toThrow('429');
  const other = await open('198.18.2.2');
  for (const socket of [...sockets, other]) socket.terminate();
  await until(
    async () =>
      open('198.18.2.1').then(
        (one) => (one.terminate(), true),
        () => false,
      ),
    10,
    'room again',
  );
});

test.each(['haproxy', 'nginx'])(
  'they survive a reload of %s until its drain time',
  async (daemon) => {
    const sockets = [await open(), await open()];
    for (const name of daemon === 'nginx' ? ['nginx-1', 'nginx-2'] : ['haproxy'])
      await chain.order({ kind: 'signal', daemon: name, signal: daemon === 'nginx' ? 'SIGHUP' : 'SIGUSR2' });
    const begun = Date.now();
    const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
    const kept = setInterval(() => sockets.forEach((socket) => socket.readyState === 1 && socket.send('still')), 1000);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    for (const socket of sockets) expect(await echoes(socket, 'after the reload')).toBe(true);
    expect(await echoes(await open(), 'a new one')).toBe(true);
    await closed;
    clearInterval(kept);
    expect(Date.now() - begun).toBeGreaterThan((RELOAD_DRAIN - 2) * 1000);
    expect(Date.now() - begun).toBeLessThan((RELOAD_DRAIN + 8) * 1000);
  },
  60_000,
);

test('a load balancer that leaves the rotation ends them, and no request in work', async () => {
  const program = readFileSync(join(__dirname, '../../../constructs/load-balancer/node/rotation.sh'), 'utf8');
  const functions = [/^haproxy\(\) .*$/m, /^end_tunnels\(\) \{[^]*?^\}$/m].map((one) => one.exec(program)![0]);
  const sockets = [await open(), await open()];
  const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
  chain.handler = (_request, response) => void setTimeout(() => response.end('ok\n'), 3000);
  const inWork = exchange(chain, request('GET /in-work'));
  await until(() => chain.executions.some((one) => one.endsWith('/in-work')), 10, 'a request is in work');
  await chain.order({ kind: 'run', argv: ['sh', '-c', `${functions.join('\n')}\nend_tunnels`] });
  await closed;
  expect(await inWork).toMatchObject({ status: 200 });
});

test('an upgrade to anything else is an ordinary request', async () => {
  chain.handler = ({ headers }, response) => response.end(JSON.stringify(headers));
  const send = request('GET /', ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']);
  const { status, body } = await exchange(
    chain,
    send.replace('Connection: close', 'Connection: Upgrade, HTTP2-Settings'),
    {},
    3,
  );
  expect(status).toBe(200);
  expect(body).not.toContain('h2c');
});

test.each([
  ['asked for as such', ['Accept: text/event-stream']],
  ['by their type alone', []],
])('server-sent events, %s, arrive one by one', async (_, headers) => {
  const sent: number[] = [];
  chain.handler = (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    let n = 0;
    const timer = setInterval(() => {
      sent.push(Date.now());
      response.write(`data: ${n++}\n\n`);
      if (n < 4) return;
      clearInterval(timer);
      response.end();
    }, 700);
  };
  const socket = chain.connectTls();
  await once(socket, 'secureConnect');
  const arrived: number[] = [];
  socket.on('data', (data: Buffer) => {
    if (data.includes('data: ')) arrived.push(Date.now());
  });
  socket.write(request('GET /events', headers));
  await once(socket, 'end');
  socket.destroy();
  expect(arrived).toHaveLength(4);
  arrived.forEach((time, i) => expect(time - sent[i]!).toBeLessThan(400));
});
