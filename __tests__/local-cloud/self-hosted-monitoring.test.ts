import { WATCHERS, Watchers, cardOf } from '../../drills/alerts/watchers';
import { until } from '../../host/until';
import { takeDown } from '../../local-cloud/launch';
import { withAlertsSilenced } from '../../cli/monitoring/with-alerts-silenced';
import { AlertSilences } from '../../cli/monitoring/alert-silences';
import { followRequest } from '../../cli/logs/follow-request';
import { MysqlOperator } from '../../cli/mysql/mysql-operator';
import { METRICS_PATHS, answeringTargets, metricsInUse } from './metrics-in-use';
import { expectSound } from './sound-node';
import { answerToJournal, messages, request, writers } from './collected-journals';
import {
  connection,
  connects,
  deploySite,
  get,
  onNode,
  secretsInState,
  postVisit,
  power,
  settings,
  siteAnswers,
  status,
} from './site';

const MINUTE = 60_000;

beforeAll(async () => {
  await takeDown(settings);
  await deploySite('watched');
  await siteAnswers();
}, 15 * MINUTE);
afterAll(() => takeDown(settings), MINUTE);

const watchers = new Watchers(onNode);

test(
  'both monitoring droplets find every target by name, and all of them answer',
  async () => {
    const expected = { node: 11, haproxy: 2, nginx: 2, app: 2, mysqld: 3, prometheus: 2, alertmanager: 2, site: 1 };
    for (const watcher of WATCHERS) {
      const all = async () => JSON.stringify(Object.entries(await answeringTargets(watchers, watcher)).sort());
      const wanted = JSON.stringify(Object.entries(expected).sort());
      await until(async () => (await all()) === wanted, 180, `all targets of ${watcher} answer`).catch(() => undefined);
      expect(await answeringTargets(watchers, watcher)).toEqual(expected);
    }
  },
  7 * MINUTE,
);

test.each(['lb-1', 'web-1', 'app-1', 'mysql-1', 'monitoring-1'])(
  'cloud-init knows every word of the user-data of %s, and it listens privately',
  async (name) => {
    await expectSound(name);
  },
  MINUTE,
);

test(
  'every metric that a rule, a dashboard or the page names is exposed',
  async () => {
    const named = metricsInUse();
    let missing: readonly string[] = named;
    await until(
      async () => {
        const exposed = await watchers.prometheus<string[]>('monitoring-1', 'label/__name__/values');
        missing = named.filter((name) => !exposed.includes(name));
        return missing.length === 0;
      },
      90,
      'every metric is there',
    ).catch(() => undefined);
    expect(missing).toEqual([]);
  },
  3 * MINUTE,
);

test(
  'the app’s own metrics are scraped on a port of their own, which no visitor reaches by any path',
  async () => {
    await get('/path');
    const sum = 'sum(http_requests_total{job="app",tier="app",code="200"})';
    const counted = async () => Number((await watchers.ask('monitoring-1', sum))[0]?.value[1]);
    await until(async () => (await counted()) > 0, 60, 'a request is counted');
    const statusOf = (path: string) =>
      get(path, '--no-fail', '--path-as-is', '-o', '/dev/null', '-w', '%{http_code} %header{x-app-server}');
    for (const path of METRICS_PATHS.split(' '))
      expect([path, await statusOf(path)]).toEqual([path, expect.stringMatching(/^404 app-/)]);
    expect(await statusOf('/none')).toMatch(/^404 app-/);
  },
  2 * MINUTE,
);

test(
  'both monitoring droplets serve a page with all nodes, and what they are',
  async () => {
    const nodes = (await status()).droplets.map(({ name }) => name.split('.')[0]!);
    const [primary] = await watchers.ask('monitoring-1', 'site_mysql_writer == 1');
    for (const watcher of WATCHERS) {
      const page = await watchers.page(watcher);
      expect([...page.matchAll(/data-node="(.*?)"/g)].map(([, name]) => name).sort()).toEqual(nodes.sort());
      expect(cardOf(primary!.metric.node!, page)).toContain('— primary');
      expect(page.match(/— (primary|active)/g)).toHaveLength(2);
      expect(page).toContain(`seen by ${watcher} `);
      expect(page).toContain('<title>● well — www.foobar.com</title>');
      expect(page).not.toMatch(/NaN|Inf|no value/);
    }
  },
  MINUTE,
);

test(
  'in a well site nothing fires, and the dead man’s switch is called',
  async () => {
    await until(async () => (await watchers.switched()).length >= 2, 180, 'the switch is called twice');
    expect(
      (await watchers.switched()).every(({ name, status: state }) => name === 'Watchdog' && state === 'firing'),
    ).toBe(true);
    expect(await Promise.all(WATCHERS.map((watcher) => watchers.alerts(watcher)))).toEqual([[], []]);
    expect(await watchers.told()).toEqual([]);
  },
  5 * MINUTE,
);

test(
  'a switchover keeps what it may cause silent on both monitoring droplets, until soon after; nothing is told',
  async () => {
    const { nodes, fence } = await connection();
    const operation = (await new MysqlOperator(nodes, fence).switchover())!;
    const warnings: string[] = [];
    const silentOn = (watcher: string) =>
      onNode(
        watcher,
        '/usr/local/sbin/on-private-address amtool --alertmanager.url=http://ADDRESS:9093 silence query -q',
      );
    const silent = async () => (await Promise.all(WATCHERS.map(silentOn))).map((ids) => ids.trim().split(/\s+/).join());
    const switchOver = async () => {
      await operation.run(() => undefined);
      await until(
        async () => /^([\w-]+),\1$/.test((await silent()).join()),
        30,
        'both know of one and the same silence',
      );
    };
    const silence = {
      expected: operation.expected!,
      author: 'npx cdktf-web-infrastructure mysql switchover',
      comment: operation.plan.join(),
    };
    await withAlertsSilenced(switchOver, silence, new AlertSilences(nodes), (line) => warnings.push(line));
    await until(async () => (await silent()).join('') === '', 180, 'the silence has ended');
    expect(await Promise.all(WATCHERS.map((watcher) => watchers.alerts(watcher)))).toEqual([[], []]);
    expect(await watchers.told()).toEqual([]);
    expect(warnings).toEqual([]);
  },
  6 * MINUTE,
);

test(
  'from outside nobody reaches what watches and what is watched',
  async () => {
    const { droplets } = await status();
    for (const { name, publicIp } of droplets) {
      for (const port of [9100, 9090, 9093, 19532])
        expect([name, port, await connects('198.51.100.10', publicIp, port)]).toEqual([name, port, false]);
    }
  },
  3 * MINUTE,
);

test(
  'both monitoring droplets have what every node writes: one request in all tiers, logins, sudo',
  async () => {
    const { nodes } = await connection();
    const { id } = await request();
    await nodes.on('web-2.int.foobar.com', 'sudo -u nobody /bin/true');
    const { droplets } = await status();
    const all = droplets.map(({ name }) => name.split('.')[0]!).sort();
    for (const watcher of WATCHERS) {
      const has = async (pattern: string) => (await writers(watcher, pattern)).join();
      await until(async () => /^app-\d,lb-\d,web-\d$/.test(await has(id)), 30, `${watcher} has the request`);
      await until(async () => (await has('.')) === all.join(), 30, `${watcher} has lines of all nodes`);
      await until(async () => (await has('COMMAND=/bin/true')) === 'web-2', 30, `${watcher} has the sudo`);
      expect((await has('Accepted publickey for root')).split(',')).toEqual(expect.arrayContaining(['lb-1', 'web-2']));
    }
  },
  4 * MINUTE,
);

test(
  'no secret that Terraform knows is in what was collected',
  async () => {
    const text = await messages('monitoring-1');
    expect(text).toContain('Accepted publickey for root');
    expect(secretsInState().length).toBeGreaterThan(10);
    expect(secretsInState().filter((secret) => text.includes(secret))).toEqual([]);
  },
  2 * MINUTE,
);

test(
  'journals are taken with a certificate of the site alone',
  async () => {
    const own = '--cacert /etc/site-journal/ca.pem --cert /etc/site-journal/sender.pem';
    expect(await answerToJournal('web-2', own)).toBe('202');
    expect(await answerToJournal('web-2', '--cacert /etc/site-journal/ca.pem')).toBe('000');
    const make = 'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=node';
    await onNode(
      'web-2',
      `${make} -keyout /run/forged.pem -out /run/forged.crt 2>&1 && cat /run/forged.crt >>/run/forged.pem`,
    );
    expect(await answerToJournal('web-2', '--cacert /etc/site-journal/ca.pem --cert /run/forged.pem')).toBe('000');
  },
  MINUTE,
);

test(
  'what nodes write while a monitoring droplet is away comes there later, and no unit fails meanwhile',
  async () => {
    await onNode('monitoring-2', 'systemctl stop receive-journals');
    await onNode('mysql-1', 'logger written while nobody took it');
    const sending = 'systemctl is-active send-journal@monitoring-2.int.foobar.com || :';
    await until(async () => (await onNode('mysql-1', sending)).trim() === 'activating', 30, 'it is tried again');
    await until(async () => (await writers('monitoring-1', 'while nobody took it')).length > 0, 30, 'the other has it');
    for (const name of ['lb-1', 'web-2', 'app-1', 'mysql-1', 'monitoring-1', 'monitoring-2'])
      expect([name, await onNode(name, 'systemctl list-units --state=failed --plain --no-legend')]).toEqual([name, '']);
    expect(await writers('monitoring-2', 'while nobody took it')).toEqual([]);
    await onNode('monitoring-2', 'systemctl start receive-journals');
    const arrived = async () => (await writers('monitoring-2', 'while nobody took it')).join() === 'mysql-1';
    await until(arrived, 90, 'it has come');
  },
  5 * MINUTE,
);

test(
  'a lost web server is told within 90 s, once, whoever watches; and that it is back',
  async () => {
    let last = await request();
    await until(async () => (last = await request()).webServer === 'web-1', 30, 'web-1 has had a request');
    for (const watcher of WATCHERS)
      await until(async () => (await writers(watcher, last.id)).includes('web-1'), 30, `${watcher} has its line`);
    await power('web-1', 'kill');
    const lost = Date.now();
    await until(async () => (await watchers.told()).length > 0, 120, 'somebody is told');
    const [notice] = await watchers.told();
    expect(notice).toMatchObject({ name: 'TierBelowRedundancy', status: 'firing', labels: { tier: 'web' } });
    expect(notice!.summary).toBe('Tier web: 1 nodes can do their work, it takes two to spare one');
    expect(notice!.at - lost).toBeLessThan(90_000);
    for (const watcher of WATCHERS) {
      const card = async () => cardOf('web-1', await watchers.page(watcher));
      await until(async () => (await card()).includes('○ lost'), 30, `the page of ${watcher} shows it as lost`);
      await until(
        async () => (await watchers.alerts(watcher)).includes('TierBelowRedundancy'),
        30,
        `${watcher} sees it`,
      );
      expect(await watchers.page(watcher)).toContain('data-alert="TierBelowRedundancy"');
      // The node itself, three minutes later: told of already.
      await until(async () => (await watchers.alerts(watcher)).includes('NodeDown'), 240, `${watcher} misses the node`);
    }
    expect((await watchers.told()).map(({ name }) => name)).toEqual(['TierBelowRedundancy']);
    const { nodes } = await connection();
    let { lines, missing } = await followRequest(nodes, last.id, 1);
    // On a busy machine one more may not answer for once.
    const allButOne = async () => {
      if (missing.length > 1) ({ lines, missing } = await followRequest(nodes, last.id, 1));
      return missing.length <= 1;
    };
    await until(allButOne, 60, 'all nodes but the lost one are asked for the request');
    expect(lines.map(({ node: name }) => name)).toEqual([
      expect.stringMatching(/^lb/),
      'web-1',
      expect.stringMatching(/^app/),
    ]);
    expect(missing).toEqual([expect.stringContaining('web-1: ')]);
    await power('web-1', 'start');
    // A boot, 30 s for which a cause keeps others quiet, and Alertmanager's next minute.
    await until(async () => (await watchers.told()).length > 1, 300, 'somebody is told that it is over');
    expect((await watchers.told()).map(({ name, status: state }) => `${name} ${state}`)).toEqual([
      'TierBelowRedundancy firing',
      'TierBelowRedundancy resolved',
    ]);
  },
  12 * MINUTE,
);

test(
  'with one monitoring droplet lost alerts still arrive, once',
  async () => {
    const before = (await watchers.told(['monitoring-2'])).length;
    await power('monitoring-1', 'kill');
    await onNode('app-1', 'systemd-run --unit=failing --quiet /bin/false');
    // That web-1 is back was told a moment ago; whether the other droplet has heard of that is not awaited: it may tell it, too.
    const since = async () =>
      (await watchers.told(['monitoring-2'])).slice(before).filter(({ status: state }) => state === 'firing');
    await until(async () => (await since()).some(({ name }) => name === 'UnitsFailed'), 300, 'the failed unit is told');
    await until(
      async () => (await since()).some(({ name }) => name === 'TierBelowRedundancy'),
      60,
      'the lost droplet is told',
    );
    expect((await since()).map(({ name, labels }) => `${name} ${labels.tier} ${labels.node ?? ''}`).sort()).toEqual([
      'TierBelowRedundancy monitoring ',
      'UnitsFailed app app-1',
    ]);
  },
  8 * MINUTE,
);

test(
  'with no monitoring droplet left the site does not notice: visitors are answered, and no unit fails',
  async () => {
    await power('monitoring-2', 'kill');
    const visits: string[] = [];
    for (const end = Date.now() + MINUTE; Date.now() < end;) visits.push((await postVisit()).web_server);
    expect([...new Set(visits)].sort()).toEqual(['web-1', 'web-2']);
    for (const name of ['lb-1', 'lb-2', 'web-1', 'web-2', 'app-2', 'mysql-1', 'mysql-2', 'mysql-3']) {
      const failed = await onNode(name, 'systemctl list-units --state=failed --plain --no-legend');
      expect([name, failed]).toEqual([name, '']);
    }
  },
  4 * MINUTE,
);
