import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { healthCheckCommand, renderHttpChecks, resolveHealthCheck } from '../../../../constructs/haproxy/health-check';

/** An app that redirects whoever does not come over HTTPS, and knows its own name alone. */
function answer({ headers, method, url }: IncomingMessage): number {
  if (headers['x-forwarded-proto'] !== 'https') return 301;
  if (headers.host !== 'www.foobar.com') return 400;
  if (url === '/empty') return 204;
  return method === 'HEAD' && url === '/head' ? 200 : url === '/healthz' ? 200 : 302;
}

describe("the readiness check that asks what HAProxy's check asks", () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url !== '/slow') response.writeHead(answer(request)).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Exit status, and what it prints. */
  async function run(options: Parameters<typeof resolveHealthCheck>[0], host = 'www.foobar.com') {
    const [program, ...args] = healthCheckCommand(resolveHealthCheck(options, host), port);
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const status = await new Promise((resolve) => child.on('close', resolve));
    return { status, printed: printed.trim() };
  }

  test('passes for an app that wants HTTPS and its own name', async () => {
    expect(await run({})).toEqual({ status: 0, printed: '' });
  });

  test('fails for a redirect, and prints the status', async () => {
    const printed = 'GET /elsewhere must answer 200 within 1000 ms, got 302';
    expect(await run({ path: '/elsewhere' })).toEqual({ status: 1, printed });
  });

  test('fails for another Host', async () => {
    expect((await run({ host: 'app.int.foobar.com' })).printed).toMatch(/got 400$/);
  });

  test('takes 204 when that was said, and only then', async () => {
    expect((await run({ path: '/empty', statuses: [200, 204] })).status).toBe(0);
    expect((await run({ path: '/empty' })).status).toBe(1);
  });

  test('sends HEAD when that was said', async () => {
    expect((await run({ path: '/head', method: 'HEAD' })).status).toBe(0);
    expect((await run({ path: '/head' })).status).toBe(1);
  });

  test('fails for an answer that takes longer than the proxies wait', async () => {
    expect((await run({ path: '/slow', timeoutMs: 100 })).status).toBe(1);
  });
});

test("HAProxy's check has the same method, path, headers, statuses and time limit", () => {
  const check = resolveHealthCheck(
    { path: '/up', headers: { Accept: 'text/html' }, statuses: [200, 204] },
    'foobar.com',
  );
  expect(renderHttpChecks(check)).toBe(`  timeout check 1000ms
  option httpchk
  http-check connect
  http-check send meth GET uri /up ver HTTP/1.1 hdr Host 'foobar.com' hdr X-Forwarded-Proto 'https' hdr X-Forwarded-For '127.0.0.1' hdr Accept 'text/html' hdr X-Padding "\${FULL_PACKET}"
  http-check expect status 200,204
`);
});
