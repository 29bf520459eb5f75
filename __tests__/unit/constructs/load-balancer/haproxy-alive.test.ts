import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LOAD_PROGRAM, describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/load-balancer/node/haproxy-alive.py');

describePython('whether HAProxy answers', () => {
  const sockets: Socket[] = [];
  let server: Server | undefined;
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server?.close();
  });

  async function listen(answer: string | undefined): Promise<number> {
    const listening = (server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => answer !== undefined && socket.end(answer));
    }));
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return (listening.address() as AddressInfo).port;
  }

  /** Not in this thread, which answers. */
  const ask = (port: number) =>
    new Promise<boolean>((resolve) => {
      const code = `${LOAD_PROGRAM}sys.exit(0 if program.is_alive(${port}) else 3)`;
      spawn('python3', ['-c', code, PROGRAM]).once('close', (status) => resolve(status === 0));
    });

  test('it does with 200', async () => {
    expect(await ask(await listen('HTTP/1.0 200 OK\r\n\r\n'))).toBe(true);
  });

  test.each([
    ['503', 'HTTP/1.0 503 Service Unavailable\r\n\r\n'],
    ['an end without an answer', ''],
    ['silence', undefined],
  ])('it does not with %s', async (_what, answer) => {
    expect(await ask(await listen(answer))).toBe(false);
  });

  test('it does not where nothing listens', async () => {
    const port = await listen('');
    await new Promise((resolve) => server!.close(resolve));
    expect(await ask(port)).toBe(false);
  });

  const verdicts = (silent: boolean, answers: string) =>
    python(
      PROGRAM,
      `
verdict = program.Verdict(${silent ? 'True' : 'False'})
print(json.dumps("".join("S" if verdict.add(answer == "+") else "." for answer in "${answers}")))`,
    );

  test.each([
    ['counts as silent after three in a row without an answer', false, '--+---', '.....S'],
    ['and as alive after five in a row with one', true, '++++-+++++', 'SSSSSSSSS.'],
  ])('%s', (_, silent, answers, expected) => {
    expect(verdicts(silent, answers)).toBe(expected);
  });
});
