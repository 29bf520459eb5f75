import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SCRIPT = join(__dirname, '../../../../constructs/droplet/node/wait-until-ready.sh');
const WAITING = 'waiting: check app does not pass yet\n  app: connection refused\n  app.service: no such table\n';
const FAILED = 'failed: cloud-init: apt ended with 100\nthe registry is away\n';

type Report = readonly [status: number, text: string];

let directory: string;
let server: Server;
let posts: string[];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wait-until-ready-'));
  writeFileSync(join(directory, 'sleep'), '#!/bin/sh\nexec /bin/sleep 0.05\n', { mode: 0o755 });
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => server.close());

/** What the gate prints and ends with, when the node reports these, the last one forever. */
async function gate(
  reports: readonly Report[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ said: string; code: number }> {
  posts = [];
  let next = 0;
  server = createServer((request, response) => {
    if (request.method === 'POST') {
      posts.push(request.url!);
      return void response.writeHead(202).end();
    }
    const [status, text] = reports[Math.min(next++, reports.length - 1)]!;
    response.writeHead(status).end(text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const child = spawn('sh', [SCRIPT], {
    env: {
      PATH: directory + delimiter + process.env.PATH,
      NODE: 'app-1',
      VERDICT: 'ready',
      ADDRESS: '127.0.0.1',
      REPORT_PORT: String((server.address() as AddressInfo).port),
      REPORT_PATH: '/',
      TIMEOUT: '60',
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ said, code: code! })));
}

test('tells once why a node waits, with what shows the cause', async () => {
  const { said, code } = await gate([
    [503, 'waiting: cloud-init runs stage modules-final\n'],
    [503, WAITING],
    [503, WAITING],
    [200, 'ready\n'],
  ]);
  expect(said).toBe(`app-1: waiting: cloud-init runs stage modules-final\napp-1: ${WAITING}app-1 is ready\n`);
  expect(code).toBe(0);
});

test('the error at the end of the time carries the cause', async () => {
  const { said, code } = await gate([[503, WAITING]], { TIMEOUT: '0' });
  expect(said).toContain(`app-1 was not ready after 0 s: ${WAITING}`);
  expect(code).toBe(1);
});

test('a node that fails ends the wait with all that it reports', async () => {
  const { said, code } = await gate([
    [503, WAITING],
    [500, FAILED],
  ]);
  expect(said).toContain(`app-1: ${FAILED}`);
  expect(code).toBe(1);
  expect(posts).toEqual([]);
});

describe('a bootstrap that had failed before this deploy', () => {
  test('begins again, once, and the gate waits for its new start', async () => {
    const { said, code } = await gate(
      [
        [500, FAILED],
        [500, FAILED],
        [503, 'waiting: cloud-init runs stage init\n'],
        [200, 'ready\n'],
      ],
      { RETRY: 'yes' },
    );
    expect(said).toContain('app-1 had failed before this deploy: it begins again\n');
    expect(code).toBe(0);
    expect(posts).toEqual(['/retry']);
  });

  test('and fails again, ends the deploy', async () => {
    const { said, code } = await gate(
      [
        [500, FAILED],
        [503, 'waiting: cloud-init runs stage init\n'],
        [500, FAILED],
      ],
      { RETRY: 'yes' },
    );
    expect(said).toContain(FAILED);
    expect(code).toBe(1);
    expect(posts).toEqual(['/retry']);
  });
});

test.each<[Report, string, number]>([
  [[503, WAITING], 'app-1 is up\n', 0],
  [[500, FAILED], `app-1: ${FAILED}`, 1],
])('a node with a volume has come into being when it reports %j', async (report, text, status) => {
  expect(await gate([report], { UNTIL_UP: 'yes' })).toEqual({ said: text, code: status });
});
