import { X509Certificate } from 'node:crypto';
import { until } from '../../host/until';
import { EDGE_ADDRESS, VISITOR_ADDRESS } from '../../local-cloud/addresses';
import { takeDown } from '../../local-cloud/launch';
import { namespaceOfAddress } from '../../local-cloud/network/outside';
import type { Drill } from '../../drills/drill';
import { drills } from '../../drills/drills';
import { Cleanup } from '../../drills/cleanup';
import { succeeded } from '../../drills/measure';
import { isMet, runSteadyTrial } from '../../drills/runner';
import { Site } from '../../drills/site';
import { followRequest } from '../../cli/logs/follow-request';
import { askSite } from '../../cli/status/ask-site';
import { challengesLeft } from './acme-challenges';
import { HOST, REFUSED, attempt, request } from './bad-input';
import { exposureLevels } from './exposure-levels';
import { REQUEST, withoutCloudFirewall } from './host-firewall';
import { openPorts } from './port-scan';
import { bringUpSite } from './shared-site';
import { expectListensPrivately, expectReportSeesUnits } from './sound-node';
import { connection, deploySite, get, node, onNode, settings, status } from './site';

const MINUTE = 60_000;
const LEVEL = expect.any(Number) as number;

beforeAll(async () => {
  await bringUpSite();
}, 8 * MINUTE);
afterAll(() => takeDown(settings), MINUTE);

test(
  'operators see a well site, and follow a request through all tiers by the id that its visitor got',
  async () => {
    const { nodes } = await connection();
    const seen = await askSite(nodes, 1);
    expect(
      seen.tiers.flatMap(({ nodes: all, problems }) => [...problems, ...all.flatMap((one) => one.problems)]),
    ).toEqual([]);
    const roles = seen.tiers.flatMap(({ nodes: all }) => all.map(({ status: one }) => one!.role).filter(Boolean));
    expect(roles.sort()).toEqual(['active', 'primary', 'replica', 'replica', 'standby']);
    const headers = await get('/path', '-o', '/dev/null', '-D', '-');
    const { lines, missing } = await followRequest(nodes, /x-request-id: (\S+)/i.exec(headers)![1]!, 1);
    expect(missing).toEqual([]);
    expect(lines.map(({ node: name, fields }) => [name.split('-')[0], fields.status])).toEqual([
      ['lb', 200],
      ['web', 200],
      ['app', 200],
    ]);
  },
  MINUTE,
);

test(
  'a node without its cloud firewall still refuses what is not published, and connects to nothing else',
  async () => {
    const [app, balancer] = [await node('app-1'), await node('lb-1')];
    await onNode('app-1', 'systemd-run -q --unit open-port --collect python3 -m http.server 7777');
    const scan = (from: string, to: string) => openPorts(namespaceOfAddress(settings.run, from), from, to, 10_000);
    const fromVisitors = (to: string) => scan(VISITOR_ADDRESS, to);
    await withoutCloudFirewall('app-1', async () => {
      await until(async () => (await onNode('app-1', REQUEST('127.0.0.1', 7777))) === '0\n', 20, 'it listens');
      expect(await fromVisitors(app.publicIp)).toEqual([]);
      expect(await onNode('web-1', REQUEST(app.privateIp, 7777))).toBe('28\n');
      expect(await onNode('web-1', REQUEST(app.privateIp, 8000))).toBe('0\n');
      expect(await onNode('app-1', REQUEST(VISITOR_ADDRESS, 25))).toBe('7\n');
      // What lets in nothing is the node's own filter, and it comes back with its service.
      await onNode('app-1', 'nft delete table inet host_firewall');
      expect(await fromVisitors(app.publicIp)).toEqual(expect.arrayContaining([22, 7777, 9180]));
      await onNode('app-1', 'systemctl restart host-firewall.service');
      expect(await fromVisitors(app.publicIp)).toEqual([]);
    });
    await onNode('app-1', 'systemctl stop open-port.service');
    await withoutCloudFirewall('lb-1', async () => {
      expect(await fromVisitors(balancer.publicIp)).toEqual([]);
      expect(await scan(EDGE_ADDRESS, balancer.publicIp)).toEqual([80, 443]);
    });
  },
  3 * MINUTE,
);

test(
  'each service of a node is in a sandbox, and the app cannot change its own code',
  async () => {
    const levels = await Promise.all(['lb-1', 'web-1', 'app-1', 'mysql-1'].map(exposureLevels));
    const [balancer, web, app, database] = levels;
    expect(balancer).toMatchObject({ 'haproxy.service': LEVEL, 'keepalived.service': LEVEL });
    expect(web).toMatchObject({ 'nginx.service': LEVEL, 'haproxy.service': LEVEL });
    expect(app).toMatchObject({ 'app.service': LEVEL, 'host-firewall.service': LEVEL });
    expect(database).toMatchObject({ 'mysql-role.service': LEVEL });
    const exposed = levels.flatMap((one) => Object.entries(one)).filter(([, level]) => !(level <= 4));
    expect(exposed).toEqual([]);
    const asApp = (script: string) => onNode('app-1', `runuser -u app -- sh -c '${script}' 2>&1 && echo done || :`);
    expect(await asApp('echo >>/opt/app/app.py')).toContain('Permission denied');
    expect(await asApp('touch /opt/app/new')).toContain('Permission denied');
    expect(await asApp('touch /var/lib/app/new')).toBe('done\n');
  },
  MINUTE,
);

test('nodes listen on their private address, but for what is called from outside, and their reports see units', async () => {
  for (const name of ['lb-1', 'web-1', 'app-1', 'mysql-1']) {
    await expectListensPrivately(name);
    await expectReportSeesUnits(name);
  }
});

/** What keeps a node from restarting by itself: its turn, and the rest. */
async function whyNot(name: string): Promise<{ readonly turn?: string; readonly reasons: readonly string[] }> {
  const lines = (await onNode(name, '/usr/local/sbin/reboot-window why-not')).trim().split('\n');
  const isTurn = (line: string) => line.startsWith('its turn is at ');
  return { turn: lines.find(isTurn), reasons: lines.filter((line) => !isTurn(line)) };
}

test(
  'nodes of a tier restart for updates in turns of their own, and not while another one is not ready',
  async () => {
    for (const tier of ['lb', 'web', 'app', 'mysql']) {
      const { droplets } = await status();
      const names = droplets.map(({ name }) => name.split('.')[0]!).filter((name) => name.startsWith(`${tier}-`));
      const found = await Promise.all(names.map(whyNot));
      // At night one of them may have its turn now.
      expect([tier, new Set(found.map(({ turn }) => turn)).size]).toEqual([tier, names.length]);
      for (const { reasons } of found) expect(reasons).toEqual(['no update asks for it']);
    }
    const { privateIp } = await node('web-1');
    await onNode('web-1', 'systemctl stop nginx');
    const waits = async () => (await whyNot('web-2')).reasons.includes(`${privateIp} is not ready`);
    await until(waits, 30, 'web-2 waits for web-1');
    await onNode('web-1', 'systemctl start nginx');
    await until(async () => !(await waits()), 30, 'web-2 waits no more');
    expect(await onNode('web-1', 'systemctl is-active reboot-window.timer')).toContain('active');
  },
  2 * MINUTE,
);

test.each(REFUSED)(
  'bad input: %s is refused',
  async (_what, send, statuses) => {
    const answer = await attempt({ send });
    expect(statuses).toContain(answer.status);
    // One answer, however much follows that an attacker would have taken for a second request.
    expect((answer.head + answer.body).match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(answer.head + answer.body).not.toMatch(/haproxy|nginx|gunicorn|python|root:/i);
  },
  MINUTE,
);

test.each([
  ['slow headers', `GET / HTTP/1.1\r\nHost: ${HOST}\r\n`],
  ['a slow body', `POST /visits HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 10\r\n\r\nx`],
])(
  'bad input: %s are answered 408 after 5 s',
  async (_what, send) => {
    const { status, answeredAfterMs } = await attempt({ send, seconds: 8 });
    expect(status).toBe(408);
    expect(answeredAfterMs).toBeGreaterThan(4500);
    expect(answeredAfterMs).toBeLessThan(7000);
  },
  MINUTE,
);

test(
  'bad input: a connection without a ClientHello is closed after 5 s',
  async () => {
    const { closedAfterMs } = await attempt({ tls: false, seconds: 8 });
    expect(closedAfterMs).toBeGreaterThan(4500);
    expect(closedAfterMs).toBeLessThan(7000);
  },
  MINUTE,
);

test.each([
  ['an unknown server name', { servername: 'other.example' }],
  ['no client certificate', { cert: undefined, key: undefined }],
  ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
])(
  'bad input: %s gets no answer',
  async (_what, tls) => {
    const answer = await attempt({ tls, send: request('GET / HTTP/1.1') });
    expect(answer).toMatchObject({ error: expect.any(String) as string });
    expect(answer.status).toBeUndefined();
  },
  MINUTE,
);

test(
  'a good request, sent as the bad ones are, is answered, with the headers that browsers need and none that help attackers',
  async () => {
    const { status, head } = await attempt({ send: request('GET /app.js HTTP/1.1') });
    expect(status).toBe(200);
    expect(head).toMatch(/^strict-transport-security: max-age=63072000/im);
    expect(head).toMatch(/^x-content-type-options: nosniff/im);
    expect(head).toMatch(/^x-frame-options: SAMEORIGIN/im);
    expect(head).not.toMatch(/^(server|x-powered-by|via):/im);
  },
  MINUTE,
);

test(
  'plain HTTP is redirected',
  async () => {
    const { status, head } = await attempt({ tls: false, port: 80, send: request('GET /a?b=c HTTP/1.1') });
    expect(status).toBe(301);
    expect(head).toContain(`location: https://${HOST}/a?b=c`);
  },
  MINUTE,
);

test(
  "the visitor's address is what the proxy says, whatever else the visitor claims",
  async () => {
    const claims = ['X-Forwarded-For: 1.2.3.4', 'X-Real-IP: 1.2.3.4', 'Forwarded: for=1.2.3.4', 'X-Request-Id: forged'];
    const path = `/static/claim-${Date.now()}`;
    await attempt({ send: request(`GET ${path} HTTP/1.1`, [...claims, `CF-Connecting-IP: ${VISITOR_ADDRESS}`]) });
    const find = `journalctl -t nginx -o cat --since -1min | grep ${path} || :`;
    let line = '';
    await until(
      async () => (line = (await onNode('web-1', find)) + (await onNode('web-2', find))).includes(path),
      30,
      'a web server has logged it',
    );
    const entry = JSON.parse(line.trim()) as Record<string, string>;
    expect(entry.client).toBe(VISITOR_ADDRESS);
    expect(entry.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await onNode('lb-1', `journalctl -u haproxy -o cat --since -1min | grep -c ${entry.request_id}`)).toMatch(
      /^1/,
    );
  },
  MINUTE,
);

test(
  'a client over its rate is answered 429 with Retry-After, and nobody else',
  async () => {
    const one = request('GET /static/none HTTP/1.1', ['CF-Connecting-IP: 198.51.100.66']);
    const kept = one.replace('Connection: close\r\n', '');
    const { head, body } = await attempt({ send: kept.repeat(600) });
    const answers = head + body;
    expect(answers.match(/^HTTP\/1\.1 404/gm)!.length).toBeLessThanOrEqual(500);
    expect(answers).toMatch(/^HTTP\/1\.1 429 [^]*?^retry-after: 10/m);
    const other = await attempt({ send: request('GET /app.js HTTP/1.1', ['CF-Connecting-IP: 198.51.100.77']) });
    expect(other.status).toBe(200);
  },
  MINUTE,
);

/** A machine that does something else for a moment costs a trial its goal: of so many one must keep it. What it takes on a quiet machine stands in docs/drills.md. */
const TRIALS = 3;

/** One for all drills: its load is calibrated once. */
const drilled = new Site(settings, 'stand-in');

async function expectGoalKept(drill: Drill): Promise<void> {
  const missed: string[] = [];
  while (missed.length < TRIALS) {
    const trial = await runSteadyTrial(drill, drilled, () => undefined, new Cleanup());
    expect(trial).toMatchObject({ duplicated: 0, lost: 0 });
    if (isMet(drill, trial)) return;
    const { outageMs, failedGets, outcomes } = trial;
    missed.push(JSON.stringify({ outageMs, failedGets, failures: outcomes.filter((one) => !succeeded(one)) }));
    process.stdout.write(`${drill.name}: ${missed.at(-1)}\n`);
  }
  expect(missed).toEqual([]);
}

test.each(['web-killed', 'app-vanished', 'haproxy-killed', 'reload', 'planned-move'])(
  'the drill %s keeps its goal, and no trial of it loses or repeats a write',
  async (name) => {
    await expectGoalKept(drills.find((one) => one.name === name)!);
  },
  8 * MINUTE,
);

/** Ids of the droplets of tiers. */
async function droplets(...tiers: readonly string[]): Promise<readonly number[]> {
  const all = (await status()).droplets;
  return all.filter(({ name }) => tiers.some((tier) => name.startsWith(`${tier}-`))).map(({ id }) => id);
}

test(
  'scaling the web tier from 2 to 5 and back touches no load balancer, and new limits replace no node at all',
  async () => {
    const [before, balancers] = [await droplets('lb', 'web', 'app'), await droplets('lb', 'app')];
    await deploySite('five-web-servers');
    expect(await droplets('web')).toHaveLength(5);
    expect(await droplets('lb', 'app')).toEqual(balancers);
    await deploySite('new-limits');
    expect(await droplets('lb', 'web', 'app')).toEqual(before);
    const large = request('POST /visits HTTP/1.1', ['Content-Length: 1000001']);
    expect(await attempt({ send: large })).toMatchObject({ status: 413 });
  },
  8 * MINUTE,
);

/** What a load balancer holds, and shows once it has taken it up. */
async function certificateOf(name: string): Promise<X509Certificate> {
  return new X509Certificate(await onNode(name, 'cat /etc/haproxy/site.pem'));
}

// The last one: it leaves the load balancers with another certificate than the others expect.
test(
  'each load balancer obtains a certificate of its own by ACME, and renews it without losing a request',
  async () => {
    await deploySite('acme');
    const before = await Promise.all([certificateOf('lb-1'), certificateOf('lb-2')]);
    expect(before.map(({ issuer }) => issuer)).toEqual(Array(2).fill('CN=Local cloud visitor CA'));
    expect(before[0].checkHost('www.foobar.com')).toBeDefined();
    expect(before[0].serialNumber).not.toBe(before[1].serialNumber);
    const renewal: Drill = {
      name: 'certificates-renewed',
      title: 'certificates of both load balancers renewed',
      goal: '0 failed',
      async run(site, mark) {
        for (const name of ['lb-1', 'lb-2']) {
          mark(name);
          await site.on(name, 'echo --force-renewal >>/etc/acme/arguments; systemctl start acme-certificate');
        }
      },
    };
    await expectGoalKept(renewal);
    const after = await Promise.all([certificateOf('lb-1'), certificateOf('lb-2')]);
    const serials = new Set([...before, ...after].map(({ serialNumber }) => serialNumber));
    expect(serials.size).toBe(4);
    // What HAProxy shows is what the file holds.
    const shown = "echo 'show ssl cert /etc/haproxy/site.pem' | socat - /run/haproxy/admin.sock";
    expect(await onNode('lb-1', shown)).toContain(`Serial: ${after[0].serialNumber}`);
    // Nothing is left in the zone.
    expect(await challengesLeft()).toEqual([]);
  },
  8 * MINUTE,
);
