/** A tier of a user's own on a site's network, and a second tier of one of the package's kinds. */
import type { TerraformStack } from 'cdktf';
import { AppSource } from '../../../constructs/app/app-source';
import { AppTier } from '../../../constructs/app/app-tier';
import { DropletGroup } from '../../../constructs/droplet/droplet-group';
import { Monitoring } from '../../../constructs/monitoring/monitoring';
import { ManagedMysql } from '../../../constructs/mysql/managed-mysql';
import { SelfHostedMysql } from '../../../constructs/mysql/self-hosted-mysql';
import type { WebInfrastructure } from '../../../constructs/web-infrastructure';
import { WebTier } from '../../../constructs/web/web-tier';
import { synthesize as synthesizeWhole } from '../../../testing';
import { newSite, problems, resources, synthesize } from './synth';
import { unpacked } from './unpacked';
import { wholeSite } from './whole-site';

const RECEIVERS = { email: ['oncall@foobar.com'], webhooks: ['https://pager.example/alerts'] };

const addCache = (stack: TerraformStack, { network, access }: Pick<WebInfrastructure, 'network' | 'access'>) =>
  new DropletGroup(stack, 'cache', {
    network,
    access,
    role: 'cache',
    nodes: 2,
    size: 's-1vcpu-2gb',
    cloudInit: [{ packages: ['redis-server'] }],
    readiness: { redis: ['redis-cli', 'ping'] },
    metrics: { port: 9121 },
  });

/** Who may connect: `PROTOCOL PORT` by the source's tag or address. */
function inbound(of: TerraformStack, role: string): Readonly<Record<string, readonly string[]>> {
  const stack = synthesizeWhole(of);
  const tags = new Map(
    Object.entries(stack.configuration.resource.digitalocean_tag!).map(([id, { name }]) => [id, String(name)]),
  );
  const nameOf = (source: string) => tags.get(/digitalocean_tag\.([\w-]+)\./.exec(source)?.[1] ?? '') ?? source;
  const rules = resources(stack, 'digitalocean_firewall')
    .filter(({ name }) => name === `int-foobar-com-${role}`)
    .flatMap(({ inbound_rule: rule }) => rule as Readonly<Record<string, unknown>>[]);
  const open: Record<string, string[]> = {};
  for (const { protocol, port_range: port, source_tags: from, source_addresses: addresses } of rules)
    for (const source of (from ?? addresses) as string[])
      (open[nameOf(source)] ??= []).push(`${String(protocol)} ${String(port)}`);
  return open;
}

/** The text of a settings file of the monitoring droplets. */
function monitoringFile(stack: TerraformStack, name: string): string {
  const payload = Object.values(synthesize(stack).locals)
    .map(String)
    .find((text) => text.includes('/etc/site-monitoring/prometheus.yml'))!;
  const [, base64] = new RegExp(`/${name}" = "([A-Za-z0-9+/=]+)"`).exec(payload)!;
  return Buffer.from(base64!, 'base64').toString();
}

describe('a tier that is added to a site with monitoring of its own', () => {
  const { stack, site } = wholeSite({ monitoring: Monitoring.selfHosted(RECEIVERS) });
  addCache(stack, site);

  test('is accepted', () => {
    expect(problems(stack)).toEqual([]);
  });

  test('is reached by ssh through the load balancers, by the monitoring droplets, and by its deploy', () => {
    expect(inbound(stack, 'cache')).toEqual({
      '198.51.100.0/24': ['tcp 9180', 'tcp 9181'],
      'int-foobar-com_cache': ['tcp 9180'],
      'int-foobar-com_lb': ['tcp 22'],
      'int-foobar-com_monitoring': ['tcp 9100', 'tcp 9121'],
    });
    expect(inbound(stack, 'monitoring')['int-foobar-com_cache']).toEqual(['tcp 19532']);
  });

  test('has what every node has to be watched, and sends its journal', () => {
    const [, userData] = Object.entries(synthesize(stack).locals).find(([id]) => id.startsWith('cache_user-data'))!;
    const text = unpacked(String(userData));
    for (const part of ['redis-server', 'prometheus-node-exporter', 'site-facts', 'send-journal@'])
      expect(text).toContain(part);
  });

  test('is scraped, with the metrics of its own', () => {
    const text = monitoringFile(stack, 'prometheus.yml');
    expect(text.match(/- cache\.int\.foobar\.com/g)).toHaveLength(2);
    expect(text).toContain('job_name: tier-cache');
  });

  test('has alerts, by Prometheus and by DigitalOcean, and a place on the status page', () => {
    expect(monitoringFile(stack, 'rules.yml')).toContain('tier=~"web|app|cache|monitoring"');
    expect(monitoringFile(stack, 'site.html')).toContain('(args "cache" "cache")');
    const policies = resources(stack, 'digitalocean_monitor_alert').map(({ description }) => String(description));
    expect(policies.filter((one) => one.includes("'cache'"))).toHaveLength(4);
  });
});

test('a tier of one’s own is watched by DigitalOcean, too', () => {
  const { stack, site } = wholeSite({ monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }) });
  addCache(stack, site);
  const policies = resources(stack, 'digitalocean_monitor_alert').map(({ description }) => String(description));
  expect(policies.filter((one) => one.includes("'cache'"))).toHaveLength(4);
  expect(inbound(stack, 'cache')['int-foobar-com_lb']).toEqual(['tcp 22']);
});

describe('two tiers of a kind in one network', () => {
  const source = AppSource.sample();

  test('work with roles and names of their own', () => {
    const { stack, network, access } = newSite();
    const shared = { network, access };
    const [shop, orders] = ['mysql', 'orders-db'].map(
      (role) => new SelfHostedMysql(stack, role, { ...shared, role, nodes: 3 }),
    );
    new ManagedMysql(stack, 'first', { network });
    new ManagedMysql(stack, 'second', { network, name: 'reports' });
    const apps = [
      new AppTier(stack, 'shop', { ...shared, source, database: shop }),
      new AppTier(stack, 'api', { ...shared, role: 'api', source, database: orders }),
    ];
    new WebTier(stack, 'web', { ...shared, app: apps[0]!.connection() });
    new WebTier(stack, 'api-web', { ...shared, role: 'api-web', app: apps[1]!.connection() });
    expect(problems(stack)).toEqual([]);
    const { resource } = synthesize(stack);
    for (const type of ['digitalocean_droplet', 'digitalocean_tag', 'digitalocean_firewall', 'digitalocean_volume']) {
      const names = Object.values(resource[type]!).map(({ name }) => name);
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    }
    expect(Object.values(resource.digitalocean_database_cluster!).map(({ name }) => name)).toEqual([
      'int-foobar-com-mysql',
      'int-foobar-com-reports',
    ]);
    const ofApi = Object.entries(synthesize(stack).locals).find(([id]) => id.startsWith('api_user-data'))![1];
    expect(String(ofApi)).toContain('orders-db-1.int.foobar.com');
    expect(String(ofApi)).not.toContain('mysql-1.int.foobar.com');
  });

  test('are told apart by alerts', () => {
    const { stack, site } = wholeSite({ monitoring: Monitoring.selfHosted(RECEIVERS) });
    const { network, access } = site;
    new SelfHostedMysql(stack, 'orders', { network, access, role: 'orders-db', nodes: 3 });
    const rules = monitoringFile(stack, 'rules.yml');
    expect(rules).toContain('sum(site_mysql_writer{tier="mysql"})');
    expect(rules).toContain('sum(site_mysql_writer{tier="orders-db"})');
    expect(rules).not.toContain('sum(site_mysql_writer)');
    expect(monitoringFile(stack, 'prometheus.yml')).toMatch(
      /job_name: mysqld\n\s+dns_sd_configs:\n\s+- names:\n\s+- mysql\.int\.foobar\.com\n\s+- orders-db\.int/,
    );
  });

  test('that would share a name are refused, and the prop is named', () => {
    const { stack, network, access } = newSite();
    for (const id of ['shop', 'api']) new AppTier(stack, id, { network, access, source });
    for (const id of ['first', 'second']) new ManagedMysql(stack, id, { network });
    expect(problems(stack)).toEqual([
      "[test/api/Resource] 'role' must give names that no other tier of the network has ('app' is of test/shop/Resource), got 'app' (give each tier a role of its own)",
      "[test/second] 'name' must differ from that of every other cluster of the network (test/first), got 'mysql' (give each cluster a name of its own)",
    ]);
  });

  test('one is not called as a node of the other', () => {
    const { stack, network, access } = newSite();
    for (const role of ['web', 'web-1'])
      new DropletGroup(stack, role, {
        network,
        access,
        role,
        nodes: 1,
        size: 's-1vcpu-1gb',
        cloudInit: [],
        readiness: {},
      });
    expect(problems(stack)).toEqual([
      "[test/web-1] 'role' must give names that no other tier of the network has ('web-1' is of test/web), got 'web-1' (give each tier a role of its own)",
    ]);
  });
});
