import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../host/until';
import { EDGE_ADDRESS, VISITOR_ADDRESS } from '../../local-cloud/addresses';
import { terraformState } from '../../local-cloud/client';
import { takeDown } from '../../local-cloud/launch';
import { OUTSIDERS } from '../../local-cloud/network/outside';
import { applyThroughBastion } from './bastion';
import { GOLDEN_CONFIGURATIONS, OWN_CONFIGURATIONS } from './configurations';
import { answering, answeringOfAll } from './exposure';
import { deployOwnApp, expectOwnApp, expectReleases, forgetOwnApp } from './own-app';
import { NODES, deployAndStrike } from './deploy-and-strike';
import {
  connects,
  deploySite,
  expectEmptyPlan,
  destroySite,
  get,
  killTerraform,
  node,
  onNode,
  postVisit,
  printed,
  restartApi,
  runtime,
  secretsInState,
  settings,
  siteAnswers,
  status,
  terraform,
  webServers,
} from './site';
import { visitedDuring } from './visitors';

const MINUTE = 60_000;

// In order: each test stands on the deploy that those before it have left.
beforeAll(() => takeDown(settings), MINUTE);
afterAll(() => takeDown(settings), MINUTE);

test(
  'a deploy whose APIs and terraform are killed half way says so, and is completed by the next one',
  async () => {
    const failure = await deployAndStrike(async () => {
      await restartApi();
      await killTerraform();
    });
    expect(failure).toBeInstanceOf(Error);
    await deploySite();
    await siteAnswers();
    expect(JSON.parse(await get('/path'))).toMatchObject({ visits: 0 });
  },
  8 * MINUTE,
);

test(
  'a second plan is empty',
  async () => {
    await expectEmptyPlan();
  },
  MINUTE,
);

test(
  'every node has finished cloud-init without an error or a warning',
  async () => {
    const { droplets } = await status();
    expect(droplets.map(({ name, bootstrap }) => `${name.split('.')[0]} ${bootstrap}`).sort()).toEqual(
      NODES.map((name) => `${name} done`),
    );
    for (const name of NODES) expect(await onNode(name, 'cloud-init status')).toContain('status: done');
  },
  MINUTE,
);

test(
  'a visit is written on the primary and read from a replica',
  async () => {
    const visit = await postVisit();
    expect(visit.written_on).toMatch(/^mysql-\d$/);
    expect(visit.read_from).toMatch(/^mysql-\d$/);
    expect(visit.read_from).not.toBe(visit.written_on);
    await until(
      async () => (JSON.parse(await get('/path')) as { visits: number }).visits === 1,
      30,
      'the visit is counted',
    );
  },
  MINUTE,
);

test(
  '100 requests are spread evenly over the web servers',
  async () => {
    let names: readonly string[] = [];
    const answeredBy = (server: string) => names.filter((name) => name === server).length;
    // A server that came back a moment ago is given less, for its slow start.
    const ask = async () => (names = await webServers(100));
    const even = async () => (await ask()).length > 0 && Math.abs(answeredBy('web-1') - answeredBy('web-2')) <= 4;
    await until(even, 90, 'neither has more than four requests more');
    expect(answeredBy('web-1') + answeredBy('web-2')).toBe(100);
  },
  3 * MINUTE,
);

test(
  'a database node that is replaced through a bastion, as deploy.yml does, comes back with its data and no transaction of its own',
  async () => {
    const address = (await terraform('state', 'list')).output
      .split('\n')
      .find((line) => /digitalocean_droplet.*mysql-3/.test(line))!;
    const { id: before, publicIp } = await node('mysql-3');
    expect(await connects(VISITOR_ADDRESS, publicIp, 9180)).toBe(false);
    const applied = await applyThroughBastion(`-replace=${address}`);
    expect(applied).toMatchObject({ code: 0, output: expect.stringMatching(/mysql-3\S* has its settings/) as string });
    expect((await node('mysql-3')).id).not.toBe(before);
    const members = `mysql -N -e "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE'"`;
    await until(async () => (await onNode('mysql-1', members)).trim() === '3', 60, 'three members are online');
  },
  5 * MINUTE,
);

test(
  'from outside only 80 and 443 of the load balancers answer, and those to the proxy alone',
  async () => {
    const open = await answering([22, 80, 443, 3306, 3307, 8000, 8080, 8404, 9180, 9200]);
    expect(open).toEqual(
      ['lb-1:443', 'lb-1:80', 'lb-2:443', 'lb-2:80', 'reserved:443', 'reserved:80'].map(
        (to) => `${EDGE_ADDRESS} -> ${to}`,
      ),
    );
  },
  2 * MINUTE,
);

test(
  'of one node of each tier, and of the reserved IP, no other of all 65,535 ports answers',
  async () => {
    const { open, expected } = await answeringOfAll();
    expect(open).toEqual(expected);
  },
  6 * MINUTE,
);

test(
  'a web server cannot reach MySQL, an app server can',
  async () => {
    const probe = `curl -s -o /dev/null -m 3 -w '%{time_connect}' http://mysql-1.int.foobar.com:3306/ || :`;
    expect(Number(await onNode('web-1', probe))).toBe(0);
    expect(Number(await onNode('app-1', probe))).toBeGreaterThan(0);
  },
  MINUTE,
);

test(
  'nobody but root reads the metadata of a node',
  async () => {
    const probe = 'curl -s -m 5 -o /dev/null -w "%{http_code}" http://169.254.169.254/metadata/v1/id || :';
    expect(await onNode('web-1', probe)).toBe('200');
    expect(await onNode('web-1', `runuser -u www-data -- ${probe}`)).toBe('000');
  },
  MINUTE,
);

test.each(OWN_CONFIGURATIONS)(
  "the daemon's own check accepts %s",
  async (_, name, command) => {
    await expect(onNode(name, command)).resolves.toEqual(expect.any(String));
  },
  MINUTE,
);

const golden = (path: string) => readFileSync(join(__dirname, '../unit/constructs', path), 'utf8');
const inHttp = (site: string) => `events {}\nhttp {\n${site}\n}\n`;
test.each(GOLDEN_CONFIGURATIONS)(
  'on %s, `%s` accepts %s',
  async (name, check, path, within) => {
    const text = within ? inHttp(golden(path)) : golden(path);
    const { id } = await node(name);
    const script = `cat > /run/golden; chmod 644 /run/golden; sh -euc '${check}' /run/golden`;
    await expect(runtime.exec(id, ['sh', '-euc', script], text)).resolves.toEqual(expect.any(String));
  },
  MINUTE,
);

test(
  'no secret stands in the synthesized configuration, in logs or in what a deploy prints',
  async () => {
    const secrets = secretsInState();
    expect(secrets.length).toBeGreaterThan(6);
    const directory = join(settings.stateDir, 'cdktf.out');
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
    const logs = ['daemon', 'router', 'edge', 'visitor', 'admin']
      .map((name) => join(settings.stateDir, `${name}.log`))
      .filter((path) => existsSync(path));
    const texts = [...files, ...logs]
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path, 'utf8'));
    const journals = await Promise.all(
      NODES.map((name) => onNode(name, 'cat /var/log/cloud-init*.log; journalctl --no-pager -q')),
    );
    for (const text of [...texts, ...journals, printed.join('\n')]) {
      for (const secret of secrets) expect(text.includes(secret)).toBe(false);
    }
    expect(statSync(terraformState(settings)).size).toBeGreaterThan(0);
  },
  2 * MINUTE,
);

test(
  'a build that fails fails the deploy with the name of the node and the end of its log; the site goes on',
  async () => {
    const failure = await deploySite('broken-app').then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/app-\d\.int\.foobar\.com: failed: /);
    expect(failure).toContain('cannot be built');
    expect(JSON.parse(await get('/path'))).toMatchObject({ mysql_primary: expect.stringMatching(/^mysql-/) as string });
  },
  6 * MINUTE,
);

test(
  'an app whose health check is redirected, empty or late stays out: the deploy says what it got, and visitors notice nothing',
  async () => {
    const before = await Promise.all(['app-1', 'app-2'].map(node));
    const deployed = deploySite('unfit-app').then(
      () => undefined,
      (error: Error) => error.message,
    );
    const watched = visitedDuring(deployed);
    const isNew = async () => (await node('app-2')).id > before[1]!.id;
    const report = () => onNode('app-2', 'curl -s -m 9 http://127.0.0.1:9180/ || :');
    const saysGot = (what: string) => async () => (await report()).includes(`within 1000 ms, got ${what}`);
    // The next test deploys, too: it finds this deploy over in any case.
    const failure = await until(isNew, 240, 'app-2 is made')
      .then(() => until(saysGot('204'), 120, 'app-2 is found to answer 204'))
      .then(
        () => deployed,
        (error: Error) => deployed.then(() => Promise.reject(error)),
      );
    expect(failure).toMatch(/app-1\S* was not ready after 120 s/);
    expect(failure).toContain('GET /healthz must answer 200 within 1000 ms, got 301');
    expect(failure).toContain('GET /healthz must answer 200 within 1000 ms, got 000');
    const { asked, failures } = await watched;
    expect(asked).toBeGreaterThan(100);
    expect(failures).toEqual([]);
    const ids = (await status()).droplets.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
  },
  8 * MINUTE,
);

test(
  'a directory of one’s own runs in place of the sample, with its release and its workers',
  async () => {
    await deployOwnApp();
    await expectOwnApp();
  },
  6 * MINUTE,
);

test(
  'a release, one that crashes, a rollback and a new variable change it on the droplets that are there',
  () => expectReleases().finally(forgetOwnApp),
  8 * MINUTE,
);

test(
  'the next deploy puts it right; active-passive: the passive web server takes over within 2 s, and gives back',
  async () => {
    await deploySite('active-passive');
    expect((await status()).droplets).toHaveLength(NODES.length);
    await until(async () => (await webServers(1))[0] === 'web-1', 90, 'web-1 serves');
    expect(new Set(await webServers(10))).toEqual(new Set(['web-1']));

    const takeover = async () => {
      // Drains first, so it is not awaited: from the first refused health check on the other has the requests.
      const stopping = onNode('web-1', 'systemctl stop nginx');
      const stopped = Date.now();
      await until(async () => (await webServers(1))[0] === 'web-2', 10, 'web-2 takes over');
      const took = Date.now() - stopped;
      await stopping;
      await onNode('web-1', 'systemctl start nginx');
      await until(async () => (await webServers(1))[0] === 'web-1', 30, 'web-1 serves again');
      return took;
    };
    // The machine may do something else meanwhile: the better one of two.
    expect(Math.min(await takeover(), await takeover())).toBeLessThan(2000);
  },
  8 * MINUTE,
);

test(
  'destroy leaves the local cloud empty',
  async () => {
    await destroySite();
    const { droplets, resources } = await status();
    expect(droplets).toEqual([]);
    expect(Object.entries(resources).filter(([, count]) => count > 0)).toEqual([]);
  },
  4 * MINUTE,
);

test(
  'down leaves no process, namespace, mount, control group or loop device',
  async () => {
    await takeDown(settings);
    const shown = [
      'ip netns list',
      'losetup -l -n -O BACK-FILE',
      'cat /proc/mounts',
      'ls /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/devices',
      'ps -eo args',
    ];
    const left = shown.map((command) =>
      execFileSync('sh', ['-c', `${command} 2>/dev/null || :`], { encoding: 'utf8' }),
    );
    const child = `-(\\d+|${OUTSIDERS.join('|')})`;
    const own = new RegExp(`(^|\\n)${settings.run}(${child})?( |\\n|$)|${settings.stateDir}(?!\\w)`);
    expect(left.filter((text) => own.test(text))).toEqual([]);
    expect(existsSync(settings.stateDir)).toBe(false);
  },
  MINUTE,
);
