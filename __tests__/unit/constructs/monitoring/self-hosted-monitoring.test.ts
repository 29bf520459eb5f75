import { AppSource } from '../../../../constructs/app/app-source';
import { Slo } from '../../../../constructs/monitoring/alerts/slo';
import { Monitoring } from '../../../../constructs/monitoring/monitoring';
import type { SelfHostedMonitoringOptions } from '../../../../constructs/monitoring/self-hosted-monitoring';
import type { AppProps } from '../../../../constructs/web-infrastructure';
import { synthesize as synthesizeWhole, warningsOf, type StackSource } from '../../../../testing';
import { problems, resources } from '../synth';
import { wholeSite } from '../whole-site';
import { unpacked } from '../unpacked';

const RECEIVERS = { email: ['oncall@foobar.com'], webhooks: ['https://pager.example/alerts'] };

const newSite = (monitoring: Monitoring, web = 2, app: AppProps = { source: AppSource.sample() }) =>
  wholeSite({ web: { nodes: web }, app, monitoring });

const watched = (options: Partial<SelfHostedMonitoringOptions> = {}, web = 2) =>
  newSite(Monitoring.selfHosted({ ...RECEIVERS, ...options }), web);

/** Most tests read one of three sites: each is synthesized once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
const usual = once(() => synthesizeWhole(watched().stack));
const ofOneNode = once(() => synthesizeWhole(watched({ nodes: 1 }).stack));
const standard = once(() => synthesizeWhole(newSite(Monitoring.standard({ email: ['oncall@foobar.com'] })).stack));

/** Ports of a tier that the monitoring droplets reach. */
function openTo(stack: StackSource, tier: string): string[] {
  const firewall = resources(stack, 'digitalocean_firewall').find(({ name }) => name === `int-foobar-com-${tier}`)!;
  const rules = firewall.inbound_rule as { protocol: string; port_range: string; source_tags?: string[] }[];
  return rules
    .filter(({ source_tags: tags }) => tags?.some((tag) => tag.includes('monitoring')))
    .map(({ protocol, port_range: port }) => `${protocol} ${port}`);
}

/** The user-data of a tier. */
function userData(stack: StackSource, id: string): string {
  const { locals } = synthesizeWhole(stack).configuration;
  return unpacked(
    String(Object.entries(locals).find(([name]) => name.startsWith(id) && name.includes('user-data'))![1]),
  );
}

test('adds two droplets, and everything that the standard level watches', () => {
  const { stack, site } = watched();
  expect(problems(stack)).toEqual([]);
  expect(site.nodeNames.slice(-2)).toEqual(['monitoring-1.int.foobar.com', 'monitoring-2.int.foobar.com']);
  const tags = resources(stack, 'digitalocean_monitor_alert').map(({ description }) => String(description));
  expect(tags.filter((text) => text.includes("tier 'monitoring'"))).toHaveLength(4);
  expect(resources(stack, 'digitalocean_uptime_check')).toHaveLength(1);
});

test('opens to the monitoring droplets what they ask, and theirs to nobody else', () => {
  const stack = usual();
  expect(
    Object.fromEntries(['lb', 'web', 'app', 'mysql', 'monitoring'].map((tier) => [tier, openTo(stack, tier)])),
  ).toEqual({
    lb: ['tcp 9100', 'tcp 8405'],
    web: ['tcp 9100', 'tcp 9113'],
    app: ['tcp 9100', 'tcp 8001'],
    mysql: ['tcp 9100', 'tcp 9104'],
    monitoring: ['tcp 9180', 'tcp 9100', 'tcp 9090', 'tcp 9093', 'tcp 9094', 'udp 9094', 'tcp 19532'],
  });
});

test('takes journals from the nodes of all tiers, and from nobody else', () => {
  const stack = usual();
  const firewall = (tier: string) =>
    resources(stack, 'digitalocean_firewall').find(({ name }) => name === `int-foobar-com-${tier}`)!;
  const rules = (tier: string) => firewall(tier).inbound_rule as { port_range: string; [source: string]: unknown }[];
  const sources = rules('monitoring').filter(({ port_range: port }) => port === '19532');
  expect(sources).toEqual(
    ['lb', 'web', 'app', 'mysql', 'monitoring'].map((tier) => ({
      protocol: 'tcp',
      port_range: '19532',
      source_tags: [expect.stringContaining(tier === 'mysql' ? 'database' : tier === 'lb' ? 'load-balancer' : tier)],
    })),
  );
  for (const tier of ['lb', 'web', 'app', 'mysql'])
    expect(rules(tier).map(({ port_range: port }) => port)).not.toContain('19532');
});

test.each(['site_load-balancer', 'site_web', 'site_app', 'site_database', 'site_monitoring'])(
  'nodes of %s send their journal to each monitoring droplet, at this level alone',
  (id) => {
    const text = userData(usual(), id);
    const started = /exec systemctl start --no-block (.*)'/.exec(text)![1]!;
    expect(started.split(' ')).toEqual([
      'send-journal@monitoring-1.int.foobar.com.service',
      'send-journal@monitoring-2.int.foobar.com.service',
    ]);
    expect(text).toContain('systemd-journal-upload --url=https://%i:19532');
    expect(text.includes('LISTEN=ADDRESS:19532')).toBe(id === 'site_monitoring');
    expect(userData(ofOneNode(), id)).not.toContain('send-journal@monitoring-2');
    if (id === 'site_monitoring') return;
    expect(userData(standard(), id)).not.toContain('systemd-journal-remote');
  },
);

test('no node has a key with which it could take the journals of others', () => {
  const stack = usual();
  const uses = resources(stack, 'tls_locally_signed_cert').map((one) => (one.allowed_uses as string[]).slice(1));
  expect(uses).toEqual(expect.arrayContaining([['client_auth'], ['server_auth']]));
  const keyOfReceiver = /tls_private_key\.site_journals_monitoring_key_/;
  expect(userData(stack, 'site_monitoring')).toMatch(keyOfReceiver);
  for (const id of ['site_load-balancer', 'site_web', 'site_app', 'site_database'])
    expect(userData(stack, id)).not.toMatch(keyOfReceiver);
});

test('no monitoring droplet is in service before all of them have their names', () => {
  const { configuration } = usual();
  const gates = Object.entries(
    configuration.resource.terraform_data as Record<string, { depends_on: string[] }>,
  ).filter(([name]) => /^site_monitoring_monitoring-\d-in-service/.test(name));
  expect(gates).toHaveLength(2);
  for (const [, { depends_on: names }] of gates) expect(names).toHaveLength(4);
});

test.each(['site_load-balancer', 'site_web', 'site_app', 'site_database'])(
  'nodes of %s carry exporters on the private side, at this level alone',
  (id) => {
    const text = userData(usual(), id);
    expect(text).toContain('--web.listen-address=ADDRESS:9100');
    expect(text).not.toMatch(/listen-address=(0\.0\.0\.0)?:/);
    expect(userData(standard(), id)).not.toContain('prometheus-node-exporter');
    expect(userData(standard(), id)).not.toContain('slow_requests');
  },
);

test('an app on the web servers is asked there, by nginx, on a port for the monitoring droplets alone', () => {
  const site = newSite(Monitoring.selfHosted(RECEIVERS), 2, { source: AppSource.sample(), nodes: 0 });
  const stack = synthesizeWhole(site.stack);
  expect(openTo(stack, 'web')).toEqual(['tcp 9100', 'tcp 9113', 'tcp 8082']);
  expect(userData(stack, 'site_web')).toContain('location = /metrics { proxy_pass http://127.0.0.1:8001; }');
  expect(userData(usual(), 'site_web')).not.toContain('listen 8082');
});

test('an app that tells nothing is not asked', () => {
  const source = AppSource.git('https://example.com/shop.git', { ref: 'v1', start: '/opt/app/run' });
  const { stack } = newSite(Monitoring.selfHosted(RECEIVERS), 2, { source });
  expect(openTo(stack, 'app')).toEqual(['tcp 9100']);
});

test('a tier that grows changes no monitoring droplet, and nothing that it is told', () => {
  const configured = (web: number) => {
    const { configuration } = synthesizeWhole(watched({}, web).stack);
    return Object.entries(configuration.locals).filter(([name]) => name.startsWith('site_monitoring'));
  };
  expect(configured(2).length).toBeGreaterThan(0);
  expect(configured(5)).toEqual(configured(2));
});

test('load balancers count what is slower than promised', () => {
  const { stack } = watched({ slo: Slo.of({ latencyMs: 300 }) });
  expect(userData(stack, 'site_load-balancer')).toContain('sub(txn.begun) gt 300');
});

test('the page of the site is a file that a deploy changes without replacing a droplet', () => {
  const stack = usual();
  expect(userData(stack, 'site_monitoring')).toContain('--web.console.templates=/etc/site-monitoring/consoles');
  expect(userData(stack, 'site_monitoring')).not.toContain('<title>');
  const payload = JSON.stringify(synthesizeWhole(stack).configuration.locals);
  expect(payload).toContain('/etc/site-monitoring/consoles/site.html');
});

test('the URLs of receivers are in no user-data', () => {
  const { stack } = watched({
    webhooks: ['https://pager.example/K3Y'],
    deadMansSwitch: 'https://switch.example/K3Y',
  });
  const site = synthesizeWhole(stack);
  for (const id of ['site_monitoring', 'site_web']) expect(userData(site, id)).not.toContain('.example/K3Y');
});

test.each([
  [{ webhooks: [] }, "'webhooks' must name a receiver that Alertmanager reaches"],
  [{ slo: Slo.of({ availability: 1 }) }, "'slo.availability' must be below 1"],
  [{ nodes: 3 }, "'nodes' must be a whole number from 1 to 2"],
  [{ retentionGb: 0 }, "'retentionGb' must be a whole number"],
  [{ logGb: 0 }, "'logGb' must be a whole number from 1 to 10000"],
  [{ probePath: 'health' }, "'probePath' must be a path, got 'health'"],
  [{ probePath: '/../metrics' }, "'probePath' must be a path, got '/../metrics'"],
  [
    { runbook: 'https://example.com/{{ .x }}' },
    "'runbook' must be a URL or a path, got 'https://example.com/{{ .x }}'",
  ],
  [{ webhooks: ['pager'] }, "'webhooks[0]' must be a URL, got 'something else'"],
  [{ deadMansSwitch: 'https://a b/' }, "'deadMansSwitch' must be a URL, got 'something else'"],
  [{ smtp: { smarthost: 'smtp.example.com', from: 'x@foobar.com' } }, "'smtp.smarthost' must be a host and a port"],
  [{ smtp: { smarthost: 'smtp.example.com:587', from: 'site' } }, "'smtp.from' must be an e-mail address, got 'site'"],
  [{ probeCa: '/etc/ca.pem' }, "'probeCa' must be a certificate in PEM"],
  [{ retentionDays: 0 }, "'retentionDays' must be a whole number"],
  [{ slo: Slo.of({ latencyMs: 5 }) }, "'slo.latencyMs' must be a whole number from 10 to 30000"],
  [{ slo: Slo.of({ latencyRatio: 99 }) }, "'slo.latencyRatio' must be a share between 0 and 1"],
] as const)('refuses %j', (options, message) => {
  expect(problems(watched(options).stack)).toEqual([expect.stringContaining(message)]);
});

test('mail goes by a server of your own, or is no receiver', () => {
  const smtp = { smarthost: 'smtp.example.com:587', from: 'site@foobar.com' };
  expect(problems(watched({ webhooks: [], smtp }).stack)).toEqual([]);
});

test('says at synth that nobody notices when the monitoring is lost', () => {
  const warnings = (options: Partial<SelfHostedMonitoringOptions>) => warningsOf(watched(options).stack).join();
  expect(warnings({})).toContain('its silence looks like health');
  expect(warnings({ deadMansSwitch: 'https://switch.example/x' })).not.toContain('its silence');
});
