import type { Socket } from 'node:net';
import { tcpServicesOf } from '../../../constructs/app/tcp-ports';
import type { ITier } from '../../../constructs/droplet/tier';
import { REACH_PORT } from '../../../constructs/haproxy/health-check';
import { until } from '../../../host/until';
import { Chain } from './chain';
import { VISITOR, appAddress } from './chain-model';

const [PORT, PUBLIC_PORT, CONNECTIONS] = [1883, 8883, 5];
const ANYBODY = ['0.0.0.0/0', '::/0'];
const app = { role: 'app', tierName: 'app.int.foobar.com', nodeNames: ['app-1', 'app-2'] } as unknown as ITier;

let chain: Chain;
/** By app: what its clients are said to be, health checks without. */
let clients: [app: number, client: string][] = [];

/** Version 2 of the PROXY protocol: 12 bytes, version and command, family, length, addresses and ports. */
function readHeader(data: Buffer): { readonly client?: string; readonly rest: Buffer } {
  expect(data.subarray(0, 12).toString('latin1')).toBe('\r\n\r\n\0\r\nQUIT\n');
  const rest = data.subarray(16 + data.readUInt16BE(14));
  // LOCAL: a health check.
  if (data[12] === 0x20) return { rest };
  expect([data[12], data[13]]).toEqual([0x21, 0x11]);
  return { client: [...data.subarray(16, 20)].join('.'), rest };
}

/** Gives back what it hears, with its own number in front. */
function echo(number: number): (socket: Socket) => void {
  return (socket) => {
    socket.on('error', () => undefined).on('end', () => socket.end());
    socket.once('data', (first) => {
      const { client, rest } = readHeader(first);
      if (client === undefined) return void socket.end();
      clients.push([number, client]);
      const answer = (data: Buffer) =>
        void (data.length > 0 && socket.write(Buffer.concat([Buffer.from(`${number}:`), data])));
      answer(rest);
      socket.on('data', answer);
    });
  };
}

/** What comes back, or nothing when the connection is not taken. */
function say(socket: Socket, text: string | Buffer): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), 5000);
    const done = (answer?: string) => {
      clearTimeout(timer);
      resolve(answer);
    };
    socket.once('data', (data: Buffer) => done(data.toString()));
    for (const event of ['error', 'end', 'close']) socket.once(event, () => done());
    socket.write(text);
  });
}
const open = () => chain.connect({ port: PUBLIC_PORT, from: VISITOR });
async function answers(count: number): Promise<readonly (string | undefined)[]> {
  const all: (string | undefined)[] = [];
  for (let i = 0; i < count; i++) {
    const socket = open();
    all.push(await say(socket, 'hello'));
    socket.destroy();
  }
  return all;
}

beforeAll(async () => {
  chain = await Chain.start({
    tcpPort: PORT,
    limits: { connectionsPerClient: CONNECTIONS },
    model: { tcpServices: tcpServicesOf(app, { mqtt: { port: PORT, publicPort: PUBLIC_PORT, from: ANYBODY } }) },
  });
  for (const number of [1, 2]) await chain.serveTcp(number, echo(number));
  await until(async () => new Set(await answers(4)).size === 2, 20, 'both apps are found');
}, 60_000);
afterAll(() => chain?.stop());
beforeEach(() => (clients = []));

const refuse = async (number: number, port: number) => {
  const rule = `ip daddr ${appAddress(number)} tcp dport ${port} tcp flags & (syn | ack) == syn reject with tcp reset`;
  const table = `table inet refuse_${number}_${port} { chain input { type filter hook input priority filter; ${rule}; }; }`;
  await chain.order({ kind: 'run', argv: ['nft', table] });
};
const accept = (number: number, port: number) =>
  chain.order({ kind: 'run', argv: ['nft', `delete table inet refuse_${number}_${port}`] });

test('a connection arrives as it is, at each app in turn, with the address of its client', async () => {
  const binary = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const [one, other] = [open(), open()];
  const said = [await say(one, 'CONNECT'), await say(other, 'CONNECT')];
  expect([...said].sort()).toEqual(['1:CONNECT', '2:CONNECT']);
  expect(clients.map(([, client]) => client)).toEqual([VISITOR, VISITOR]);
  one.setEncoding('latin1');
  expect((await say(one, binary))?.slice(2)).toBe(binary.toString('latin1'));
  for (const socket of [one, other]) socket.destroy();
});

test('one that an app refuses goes to another, and what is open stays open', async () => {
  const before = [open(), open()];
  for (const socket of before) await say(socket, 'before');
  await refuse(1, PORT);
  expect(await answers(8)).toEqual(Array(8).fill('2:hello'));
  const after = await Promise.all(before.map((socket) => say(socket, 'after')));
  expect(after.sort()).toEqual(['1:after', '2:after']);
  for (const socket of before) socket.destroy();
  await accept(1, PORT);
  await until(async () => new Set(await answers(4)).size === 2, 30, 'the app is found again');
});

test('a node that says that it leaves gets no new ones, and both of them all: a tier is never emptied', async () => {
  await refuse(2, REACH_PORT);
  await until(async () => (await answers(4)).every((one) => one === '1:hello'), 5, 'it gets none');
  await refuse(1, REACH_PORT);
  const begun = Date.now();
  while (Date.now() - begun < 4000) expect(await answers(2)).toEqual([expect.any(String), expect.any(String)]);
  expect(new Set(await answers(4)).size).toBe(2);
  for (const number of [1, 2]) await accept(number, REACH_PORT);
}, 20_000);

test('a client has as many connections as the limit says', async () => {
  const many = Array.from({ length: CONNECTIONS + 2 }, open);
  const all = await Promise.all(many.map((socket) => say(socket, 'x')));
  for (const socket of many) socket.destroy();
  expect(all.filter((one) => one === undefined)).toHaveLength(2);
  await until(async () => (await answers(1))[0] !== undefined, 5, 'they are over');
});

test('each connection is one line of the log, when it ends', async () => {
  await answers(1);
  const log = await chain.order({
    kind: 'run',
    argv: ['grep', '-h', '"backend":"tcp_app-mqtt', '/var/log/haproxy.log'],
  });
  const last = /\{.*\}/.exec(log.trim().split('\n').pop()!)![0];
  expect(JSON.parse(last)).toMatchObject({
    client: VISITOR,
    backend: expect.stringMatching(/^tcp_app-mqtt/) as string,
  });
});
