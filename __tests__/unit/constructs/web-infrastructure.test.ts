import { AppSource } from '../../../constructs/app/app-source';
import { Failover } from '../../../constructs/load-balancer/failover/failover';
import { Monitoring } from '../../../constructs/monitoring/monitoring';
import { MysqlDatabase } from '../../../constructs/mysql/database/mysql-database';
import type { WebInfrastructureProps } from '../../../constructs/web-infrastructure';
import { problems, resources, textsOf } from './synth';
import { wholeSite } from './whole-site';

const newSite = (changed: Partial<WebInfrastructureProps> = {}) =>
  wholeSite({ monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }), ...changed });

interface Rule {
  readonly port_range: string;
  readonly source_tags?: string[];
  /** A list, or a Terraform expression: the proxy's ranges. */
  readonly source_addresses?: string[] | string;
}

/** `port from` of every rule of a tier's firewall. */
function openings(stack: ReturnType<typeof newSite>['stack'], tier: string): string[] {
  const firewall = resources(stack, 'digitalocean_firewall').find(({ name }) => name === `int-foobar-com-${tier}`)!;
  const sources = ({ source_tags, source_addresses }: Rule) => {
    if (source_tags) return source_tags.map((tag) => /site_([a-z-]+?)_/.exec(tag)![1]).join();
    return typeof source_addresses === 'string' ? 'proxy' : source_addresses!.join();
  };
  return (firewall.inbound_rule as Rule[]).map((rule) => `${rule.port_range} ${sources(rule)}`).sort();
}

test('composes nine nodes from the visitor inwards', () => {
  const hosts = newSite().site.nodeNames.map((name) => name.split('.')[0]);
  expect(hosts).toEqual(['lb-1', 'lb-2', 'web-1', 'web-2', 'app-1', 'app-2', 'mysql-1', 'mysql-2', 'mysql-3']);
});

test('has Cloudflare balance over the load balancers in place of records, when its pool is asked for', () => {
  const failover = Failover.edge({ pool: { accountId: '0123456789abcdef0123456789abcdef' } });
  const { stack } = newSite({ loadBalancer: { failover } });
  expect(problems(stack)).toEqual([]);
  const [pool] = resources(stack, 'cloudflare_load_balancer_pool');
  expect((pool!.origins as { name: string }[]).map(({ name }) => name)).toEqual(['lb-1', 'lb-2']);
  const names = resources(stack, 'cloudflare_dns_record').map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(names).not.toContain('www.foobar.com');
});

test('opens to each tier what the one before it needs, SSH from the bastions, and nothing else', () => {
  const { stack } = newSite();
  const admin = '198.51.100.0/24';
  expect({ web: openings(stack, 'web'), app: openings(stack, 'app'), mysql: openings(stack, 'mysql') }).toEqual({
    web: [
      '22 load-balancer',
      '8080 load-balancer',
      '8406 load-balancer',
      `9180 ${admin}`,
      '9180 app',
      '9180 web',
      `9181 ${admin}`,
    ],
    app: ['22 load-balancer', '8000 web', '8406 web', `9180 ${admin}`, '9180 app', `9181 ${admin}`],
    mysql: [
      '22 load-balancer',
      '3306 app',
      '3306 database',
      '33061 database',
      `9180 ${admin}`,
      '9180 database',
      `9181 ${admin}`,
      '9200 app',
      '9200 database',
    ],
  });
  const balancers = [
    `22 ${admin}`,
    '443 proxy',
    '80 proxy',
    '8405 load-balancer',
    `9180 ${admin}`,
    '9180 load-balancer',
    '9180 web',
    `9181 ${admin}`,
  ];
  expect(openings(stack, 'lb')).toEqual(balancers);
});

test.each(['web', 'app'] as const)('has room for 11 %s nodes, and for those of a deploy that replaces them', (tier) => {
  const change = { web: { web: { nodes: 11 } }, app: { app: { nodes: 11, source: AppSource.sample() } } };
  const { stack } = newSite(change[tier]);
  expect(problems(stack)).toEqual([]);
  const slots = { web: 'web- 1-40 ipv4@web.int.foobar.com:8080', app: 'app- 40 ipv4@app.int.foobar.com:8000' };
  expect(textsOf(stack)).toContain(`server-template ${slots[tier]}`);
});

test('asks the app as visitors do: by the name of the site, over HTTPS as far as it can tell', () => {
  const texts = textsOf(newSite({ app: { source: AppSource.sample(), healthCheck: { path: '/up' } } }).stack);
  expect(texts).toContain(
    "http-check send meth GET uri /up ver HTTP/1.1 hdr Host 'www.foobar.com' hdr X-Forwarded-Proto 'https'",
  );
  expect(texts).toContain('Host: www.foobar.com');
});

test('refuses limits of its own for an app on the web servers: no proxy stands before it', () => {
  const limits = { concurrency: 8, responseTimeoutSeconds: 30 };
  const { stack } = newSite({ app: { nodes: 0, source: AppSource.sample(), ...limits } });
  expect(problems(stack)).toEqual([
    "[test/site] 'app.concurrency' must be left out when the app runs on the web servers, got 8 (give the app nodes of its own)",
    "[test/site] 'app.responseTimeoutSeconds' must be left out when the app runs on the web servers, got 30 (write 'timeouts.response')",
  ]);
});

test('runs the app on the web servers when it has no nodes of its own', () => {
  const { stack, site } = newSite({ app: { nodes: 0, source: AppSource.sample() } });
  expect(site.app).toBeUndefined();
  expect(openings(stack, 'mysql')).toContain('3306 web');
});

test('takes a managed database in the place of a self-hosted one', () => {
  const { stack, site } = newSite({ database: MysqlDatabase.managed({ readReplicas: 1 }) });
  expect(site.database.group).toBeUndefined();
  expect(resources(stack, 'digitalocean_database_firewall')).toEqual([
    {
      cluster_id: expect.any(String) as string,
      rule: [{ type: 'tag', value: expect.stringContaining('app_tag') as string }],
    },
  ]);
  expect(problems(stack)).toEqual([]);
});

test('reports all that is wrong at once, each with its construct, value and remedy', () => {
  const { stack } = newSite({
    domain: 'www_foobar.com',
    zone: 'foobar.com',
    region: 'mars1',
    ipRange: '203.0.113.0/24',
    access: { sshKeys: [], adminCidrs: ['office'] },
    loadBalancer: { nodes: 1, size: 'huge', failover: Failover.reservedIp({ token: 'a-token' }) },
    web: { nodes: 0 },
    app: { source: AppSource.git('ftp://nowhere', { ref: 'v1', start: 'x' }) },
    database: MysqlDatabase.selfHosted({ nodes: 4 }),
  });
  const found = problems(stack);
  for (const [path, message] of [
    ['test/site', "'domain' must be a host name, got 'www_foobar.com' (write it like 'www.foobar.com')"],
    ['test/site/network', "'region' must be a region of DigitalOcean, got 'mars1' (use one of ams3, atl1,"],
    ['test/site/network', "'ipRange' must be a private IPv4 range"],
    ['test/site/access', "'sshKeys' must name at least one key, got []"],
    ['test/site/access', "'adminCidrs' must hold ranges in CIDR form, got 'office'"],
    [
      'test/site/database',
      "'nodes' must be odd to keep a majority, or 2, got 4 (use 3, 5 or 7; or 2 without automatic failover)",
    ],
    ['test/site/app', "'source.url' must be the https or ssh URL of a repository, got 'ftp://nowhere'"],
    ['test/site/web/Resource', "'nodes' must be a whole number from 1 to 99, got 0"],
    ['test/site/load-balancer', "'nodes' must be 2 to 10 for Failover.reservedIp(), got 1"],
    ['test/site/load-balancer/nodes', "'size' must be a droplet size's slug, got 'huge'"],
  ]) {
    expect(found).toContainEqual(expect.stringContaining(`[${path}] ${message}`));
  }
});
