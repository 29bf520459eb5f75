import { spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../../../../constructs/load-balancer/node/haproxy-alive.sh');

describe('whether HAProxy answers', () => {
  const sockets: Socket[] = [];
  let server: Server | undefined;
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server?.close();
  });

  async function exitCode(answer: string | undefined): Promise<number | null> {
    const listening = (server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => answer !== undefined && socket.end(answer));
    }));
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return ask((listening.address() as AddressInfo).port);
  }

  const ask = (port: number) =>
    new Promise<number | null>((resolve) => spawn('bash', [PROGRAM, String(port)]).once('close', resolve));

  test('it does with 200', async () => {
    expect(await exitCode('HTTP/1.0 200 OK\r\n\r\n')).toBe(0);
  });

  test.each([
    ['503', 'HTTP/1.0 503 Service Unavailable\r\n\r\n'],
    ['an end without an answer', ''],
    ['silence', undefined],
  ])('it does not with %s', async (_what, answer) => {
    expect(await exitCode(answer)).not.toBe(0);
  });

  test('it does not where nothing listens', async () => {
    const unused = createServer();
    await new Promise<void>((resolve) => unused.listen(0, '127.0.0.1', resolve));
    const { port } = unused.address() as AddressInfo;
    await new Promise((resolve) => unused.close(resolve));
    expect(await ask(port)).not.toBe(0);
  });
});
