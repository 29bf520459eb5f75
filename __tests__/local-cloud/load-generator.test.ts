/** Both generators of the drills' load against a server that counts: no site. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../host/until';
import { loadGenerator } from '../../drills/load-generator/generator';
import type { LoadPlan } from '../../drills/load';
import { latest, succeeded, type Outcome } from '../../drills/measure';
import { readOutcomes } from '../../drills/outcomes';
import { succeeds } from '../../host/run';
import { EdgeCertificates } from '../../local-cloud/network/edge-certificates';

const MINUTE = 60_000;
const PER_SECOND = 50;
const directory = mkdtempSync(join(tmpdir(), 'load-'));
/** What came, by connection, in order. */
const came: { readonly connection: unknown; readonly method: string; readonly body: string }[] = [];
/** Ends the connection of this request, counted from 0, without an answer. */
let unanswered = -1;
let server: Server;
let plan: LoadPlan;
let running: ChildProcess | undefined;

beforeAll(async () => {
  const certificates = await EdgeCertificates.open(directory);
  const { key, certificate } = await certificates.forZone('foobar.com');
  server = createServer({ key, cert: certificate }, (incoming, answer) => {
    let body = '';
    incoming.on('data', (text) => (body += text));
    incoming.on('end', () => {
      came.push({ connection: incoming.socket, method: incoming.method!, body });
      if (came.length - 1 === unanswered) incoming.socket.destroy();
      else answer.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  plan = {
    edge: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    host: 'www.foobar.com',
    ca: certificates.root,
    visitors: ['127.0.0.1'],
    perSecond: PER_SECOND,
    path: '/',
    postEvery: 4,
    prefix: 'test',
    timeoutMs: 2000,
  };
}, MINUTE);
beforeEach(() => {
  came.length = 0;
  unanswered = -1;
});
afterEach(() => running?.kill('SIGKILL'));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

async function load(go: string | undefined, count: number, meanwhile = () => Promise.resolve()) {
  const { command } = await loadGenerator(join(directory, 'cache'), go);
  const [program, ...args] = [...command, JSON.stringify(plan)];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running = child;
  const { outcomes, ended } = await readOutcomes<Outcome>(child);
  await meanwhile();
  await until(() => outcomes.length >= count, 30, `${count} requests have their outcome`);
  child.kill('SIGTERM');
  await ended;
  return [...outcomes].sort((a, b) => a.at - b.at);
}

const NO_COMPILER = join(directory, 'no-go');
/** The compiled one only where there is a compiler, as for users. */
test(
  'the generator is compiled where there is Go, and otherwise Node.js',
  async () => {
    const compiles = await succeeds('go', ['version']);
    expect((await loadGenerator(join(directory, 'cache'))).name).toBe(compiles ? 'compiled' : 'Node.js');
    expect((await loadGenerator(join(directory, 'cache'), NO_COMPILER)).name).toBe('Node.js');
  },
  5 * MINUTE,
);

describe.each([
  ['that is there', undefined],
  ['in Node.js', NO_COMPILER],
])('the generator %s', (_name, go) => {
  test(
    'sends each request when it is due, once, half of them on a kept connection, and reports each id that it stored',
    async () => {
      const outcomes = await load(go, 40);
      expect(outcomes.map(({ result }) => result)).toEqual(outcomes.map(() => 200));
      expect(outcomes.map(({ at }) => at)).toEqual(outcomes.map((_, i) => (i * 1000) / PER_SECOND));
      expect(came).toHaveLength(outcomes.length);
      const stored = came.filter(({ method }) => method === 'POST').map(({ body }) => (JSON.parse(body) as Outcome).id);
      expect(stored.sort()).toEqual(outcomes.flatMap(({ id }) => id ?? []).sort());
      expect(stored).toHaveLength(Math.floor(outcomes.length / 4));
      const connections = new Set(came.map(({ connection }) => connection)).size;
      expect(connections).toBeGreaterThan(outcomes.length / 2);
      // On a busy machine a kept connection is sometimes in use when the next request is due.
      expect(connections).toBeLessThan(outcomes.length);
    },
    MINUTE,
  );

  test(
    'reports a request without an answer as one failure, and does not repeat it',
    async () => {
      // An even one is on a kept connection that has served before: HTTP clients repeat that silently.
      unanswered = 20;
      const outcomes = await load(go, 40);
      expect(outcomes.filter((one) => !succeeded(one))).toHaveLength(1);
      expect(came).toHaveLength(outcomes.length);
    },
    MINUTE,
  );

  test(
    'counts its own standstill as late, and the time of a request from when it was due',
    async () => {
      const outcomes = await load(go, 60, async () => {
        running!.kill('SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, 500));
        running!.kill('SIGCONT');
      });
      expect(latest(outcomes).late).toBeGreaterThan(400);
      for (const { milliseconds, late } of outcomes) expect(milliseconds).toBeGreaterThanOrEqual(late!);
      expect(came).toHaveLength(outcomes.length);
    },
    MINUTE,
  );
});
