import { metricsOf } from '../../constructs/monitoring/alerts/alert-rule';
import { ruleGroups } from '../../constructs/monitoring/alerts/alert-rules';
import { Slo } from '../../constructs/monitoring/alerts/slo';
import { expressionsOf } from '../../constructs/monitoring/dashboards/dashboard';
import { dashboards } from '../../constructs/monitoring/dashboards/all-dashboards';
import { WATCHERS, Watchers } from '../../drills/alerts/watchers';
import { until } from '../../drills/until';
import { askLocal } from '../../local-cloud/client';
import { takeDown } from '../../local-cloud/launch';
import { quietly } from '../../operator/monitoring/quietly';
import { Silences } from '../../operator/monitoring/silences';
import { MysqlOperator } from '../../operator/mysql/mysql-operator';
import { connection, connects, daemon, deploySite, get, node, onNode, settings, siteAnswers, status } from './site';

const MINUTE = 60_000;

beforeAll(async () => {
  await takeDown(settings);
  await deploySite('watched');
  await siteAnswers();
}, 15 * MINUTE);
afterAll(() => takeDown(settings), MINUTE);

const watchers = new Watchers(onNode);

async function power(name: string, verb: 'kill' | 'start'): Promise<void> {
  await askLocal(daemon(), `/droplets/${(await node(name)).id}/${verb}`, 'POST');
}

test(
  'both monitoring droplets find every target by name, and all of them answer',
  async () => {
    const expected = { node: 11, haproxy: 2, nginx: 2, app: 2, mysqld: 3, prometheus: 2, alertmanager: 2, site: 1 };
    const answering = async (watcher: string): Promise<Readonly<Record<string, number>>> => {
      const up = await watchers.ask(watcher, 'count by (job) (up == 1)');
      return Object.fromEntries(up.map(({ metric, value }): [string, number] => [metric.job!, Number(value[1])]));
    };
    for (const watcher of WATCHERS) {
      const all = async () => JSON.stringify(Object.entries(await answering(watcher)).sort());
      const wanted = JSON.stringify(Object.entries(expected).sort());
      await until(async () => (await all()) === wanted, 180, `all targets of ${watcher} answer`).catch(() => undefined);
      expect(await answering(watcher)).toEqual(expected);
    }
  },
  7 * MINUTE,
);

test.each(['lb-1', 'web-1', 'app-1', 'mysql-1', 'monitoring-1'])(
  'cloud-init knows every word of the user-data of %s',
  async (name) => {
    expect(await onNode(name, 'cloud-init schema --system')).toContain('Valid schema');
  },
  MINUTE,
);

test(
  'every metric that a rule or a dashboard names is exposed',
  async () => {
    const groups = ruleGroups(Slo.of(), { nodes: { lb: 2, web: 2, app: 2, mysql: 3 } });
    const expressions = groups.flatMap(({ records = [], alerts }) =>
      [...records, ...alerts].map((rule) => rule.expression),
    );
    expressions.push(...dashboards().flatMap(expressionsOf));
    const named = [...new Set(expressions.flatMap(metricsOf))];
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
  'the app’s own metrics are asked on the private side; visitors who ask for them get 404',
  async () => {
    await get('/path');
    const counted = async () => {
      const [sum] = await watchers.ask('monitoring-1', 'sum(http_requests_total{job="app",tier="app",code="200"})');
      return Number(sum?.value[1]);
    };
    await until(async () => (await counted()) > 0, 60, 'a request is counted');
    const statusOf = (path: string) =>
      get(path, '--no-fail', '--path-as-is', '-o', '/dev/null', '-w', '%{http_code} %header{x-app-server}');
    for (const path of ['/metrics', '/Metrics/', '//metrics?x=1', '/%6detrics', '/path/../metrics', '/metrics;a=b'])
      expect([path, await statusOf(path)]).toEqual([path, '404 ']);
    expect(await statusOf('/none')).toMatch(/^404 app-/);
  },
  2 * MINUTE,
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
        10,
        'both know of one and the same silence',
      );
    };
    const silence = {
      expected: operation.expected!,
      author: 'npm run mysql -- switchover',
      comment: operation.plan.join(),
    };
    await quietly(switchOver, silence, new Silences(nodes), (line) => warnings.push(line));
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
      for (const port of [9100, 9090, 9093])
        expect([name, port, await connects('198.51.100.10', publicIp, port)]).toEqual([name, port, false]);
    }
  },
  3 * MINUTE,
);

test(
  'a lost web server is told within 90 s, once, whoever watches; and that it is back',
  async () => {
    await power('web-1', 'kill');
    const lost = Date.now();
    await until(async () => (await watchers.told()).length > 0, 120, 'somebody is told');
    const [notice] = await watchers.told();
    expect(notice).toMatchObject({ name: 'TierBelowRedundancy', status: 'firing', labels: { tier: 'web' } });
    expect(notice!.summary).toBe('Tier web: 1 nodes can do their work, it takes two to spare one');
    expect(notice!.at - lost).toBeLessThan(90_000);
    for (const watcher of WATCHERS) {
      await until(
        async () => (await watchers.alerts(watcher)).includes('TierBelowRedundancy'),
        30,
        `${watcher} sees it`,
      );
      // The node itself, three minutes later: told of already.
      await until(async () => (await watchers.alerts(watcher)).includes('NodeDown'), 240, `${watcher} misses the node`);
    }
    expect((await watchers.told()).map(({ name }) => name)).toEqual(['TierBelowRedundancy']);
    await power('web-1', 'start');
    await until(async () => (await watchers.told()).length > 1, 180, 'somebody is told that it is over');
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
