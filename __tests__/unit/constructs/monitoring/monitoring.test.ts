import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { Monitoring } from '../../../../constructs/monitoring/monitoring';
import {
  StandardMonitoring,
  type StandardMonitoringOptions,
} from '../../../../constructs/monitoring/standard-monitoring';
import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import { newStack, problems, resources } from '../synth';
import { wholeSite } from '../whole-site';

const EMAIL = ['oncall@foobar.com'];

function site(monitoring: Monitoring, database = MysqlDatabase.selfHosted({ nodes: 3, size: 's-4vcpu-8gb' })) {
  return wholeSite({ loadBalancer: { failover: Failover.edge(), size: 's-2vcpu-2gb' }, database, monitoring }).stack;
}

interface Policy {
  readonly type: string;
  readonly value: number;
  readonly tags?: string[];
  readonly entities?: string[];
}

/** `of what type value` of every alert policy. */
function policies(stack: ReturnType<typeof site>): string[] {
  return (resources(stack, 'digitalocean_monitor_alert') as unknown as Policy[]).map(
    ({ type, value, tags, entities }) => {
      const of = tags
        ? /site_([a-z-]+?)(_nodes|_Resource)?_tag/.exec(tags[0]!)![1]
        : /\{(\w+?)\./.exec(entities![0]!)![1];
      return `${of} ${type.split('/').slice(1).join('/')} ${value}`;
    },
  );
}

test('watches the nodes of every tier by their tag, their load against their processors', () => {
  const stack = site(Monitoring.standard({ email: EMAIL, diskPercent: 75, loadPerCpu: 1.5 }));
  expect(problems(stack)).toEqual([]);
  expect(policies(stack).sort()).toEqual(
    [
      ['load-balancer', 3],
      ['web', 1.5],
      ['app', 1.5],
      ['database', 6],
    ]
      .flatMap(([tier, load]) => [
        `${tier} insights/droplet/cpu 80`,
        `${tier} insights/droplet/memory_utilization_percent 90`,
        `${tier} insights/droplet/disk_utilization_percent 75`,
        `${tier} insights/droplet/load_5 ${load}`,
      ])
      .sort(),
  );
});

test('watches a managed database in the place of the droplets that it does not have', () => {
  const stack = site(Monitoring.standard({ email: EMAIL }), MysqlDatabase.managed({ size: 'db-s-2vcpu-4gb' }));
  expect(policies(stack).filter((policy) => policy.includes('dbaas'))).toEqual([
    'digitalocean_database_cluster dbaas/alerts/cpu_alerts 80',
    'digitalocean_database_cluster dbaas/alerts/disk_utilization_alerts 80',
    'digitalocean_database_cluster dbaas/alerts/load_15_alerts 4',
    'digitalocean_database_cluster dbaas/alerts/memory_utilization_alerts 90',
  ]);
});

test('visits the public name from several regions: for outages, slowness and a certificate that ends', () => {
  const stack = site(Monitoring.standard({ email: EMAIL, latencyMs: 800, certificateDays: 21 }));
  expect(resources(stack, 'digitalocean_uptime_check')).toEqual([
    {
      name: 'www.foobar.com',
      target: 'https://www.foobar.com/',
      type: 'https',
      regions: ['us_east', 'us_west', 'eu_west', 'se_asia'],
      // A site that its first deploy still makes is not down.
      depends_on: ['lb-1', 'lb-2', 'web-1', 'web-2', 'app-1', 'app-2'].map(
        (node) => expect.stringContaining(`${node}-in-service`) as string,
      ),
    },
  ]);
  const said = resources(stack, 'digitalocean_uptime_alert').map(
    ({ type, comparison, threshold, period }) =>
      `${type as string} ${comparison as string} ${threshold as number} ${period as string}`,
  );
  expect(said.sort()).toEqual([
    'down less_than 1 5m',
    'down_global less_than 1 2m',
    'latency greater_than 800 5m',
    'ssl_expiry less_than 21 2m',
  ]);
});

test('tells every receiver everything', () => {
  const slack = [{ channel: '#oncall', url: 'https://hooks.slack.com/services/T0/B0/x' }];
  const stack = site(Monitoring.standard({ email: EMAIL, slack }));
  const told = [
    ...resources(stack, 'digitalocean_monitor_alert').map(({ alerts }) => alerts),
    ...resources(stack, 'digitalocean_uptime_alert').map(({ notifications }) => (notifications as unknown[])[0]),
  ];
  expect(told).toHaveLength(20);
  for (const one of told) expect(one).toEqual({ email: EMAIL, slack });
});

function complaints(options: StandardMonitoringOptions): readonly string[] {
  const stack = newStack();
  new StandardMonitoring(stack, 'monitoring', { domain: 'www.foobar.com', tiers: [], ...options });
  return problems(stack);
}

test.each<[string, StandardMonitoringOptions, string]>([
  ['nobody to tell', {}, "'email' must name a receiver, or else nobody is told, got []"],
  ['an address that is none', { email: ['oncall'] }, "'email' must hold e-mail addresses, got 'oncall'"],
  ['an address twice', { email: [...EMAIL, ...EMAIL] }, "'email' must not repeat a value, got 'oncall@foobar.com'"],
  ['a channel without a name', { slack: [{ channel: '', url: 'https://x' }] }, "'slack[0].channel' must not be empty"],
  ['a channel without its webhook', { slack: [{ channel: '#a', url: '' }] }, "'slack[0].url' must be given"],
  ['a share above the whole', { email: EMAIL, cpuPercent: 120 }, "'cpuPercent' must be a whole number from 1 to 99"],
  [
    'a load that comes back as another number',
    { email: EMAIL, loadPerCpu: 1.1 },
    "'loadPerCpu' must be a multiple of 0.25 up to 100, got 1.1",
  ],
  ['no region', { email: EMAIL, regions: [] }, "'regions' must name at least one region"],
  ['a region of droplets', { email: EMAIL, regions: ['fra1'] }, "'regions' must be a known value, got 'fra1'"],
  [
    'an answer in no time',
    { email: EMAIL, latencyMs: 0 },
    "'latencyMs' must be a whole number from 50 to 60000, got 0",
  ],
])('refuses %s at synth', (_, options, message) => {
  expect(complaints(options)).toContainEqual(expect.stringContaining(`[test/monitoring] ${message}`));
});

test('no error says a webhook', () => {
  const slack = [{ channel: '', url: 'https://hooks.slack.com/services/T0/B0/secret' }];
  expect(complaints({ slack })).toHaveLength(1);
  expect(complaints({ slack }).join()).not.toContain('secret');
});

test('without it synth says what is lost', () => {
  const stack = site(Monitoring.none());
  const warnings = stack.node
    .findChild('site')
    .node.metadata.filter(({ type }) => String(type).includes('warn'))
    .map(({ data }) => String(data));
  expect(warnings).toEqual([expect.stringContaining('nobody is told when the site is down')]);
  expect(resources(stack, 'digitalocean_monitor_alert')).toEqual([]);
  expect(resources(stack, 'digitalocean_uptime_check')).toEqual([]);
});
