import { AppSource } from '../../../../constructs/app/app-source';
import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { Monitoring } from '../../../../constructs/monitoring/monitoring';
import { MysqlBackups } from '../../../../constructs/mysql/backups/mysql-backups';
import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import { Outbound, type OutboundRule } from '../../../../constructs/network/outbound';
import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import type { WebInfrastructureProps } from '../../../../constructs/web-infrastructure';
import { synthesize } from '../../../../testing';
import { resources } from '../synth';
import { computed } from '../validation/prop-row';
import { wholeSite } from '../whole-site';

interface Rule {
  readonly protocol: string;
  readonly port_range?: string;
  readonly destination_addresses: readonly string[];
}

/** What the nodes of each tier may connect to outside of their network: `587`, or `587 203.0.113.7/32`. */
function outboundOf(props: Partial<WebInfrastructureProps> = {}): Readonly<Record<string, readonly string[]>> {
  const site = synthesize(wholeSite(props).stack);
  const tiers = resources(site, 'digitalocean_firewall').map(({ name, outbound_rule: rules }) => {
    const outside = (rules as Rule[]).filter(({ port_range: port }) => port !== undefined && port !== 'all');
    return [String(name).replace('int-foobar-com-', ''), outside.map(text)] as const;
  });
  return Object.fromEntries(tiers);
}

function text({ protocol, port_range: port, destination_addresses: to }: Rule): string {
  const where = to.join() === '0.0.0.0/0,::/0' ? [] : to;
  return [`${protocol === 'udp' ? 'udp ' : ''}${port}`, ...where].join(' ');
}

const STANDARD = ['80', '443', '53', 'udp 53', 'udp 123'];
const bySsh = { deployKey: computed.text, hostKeys: [`ssh-ed25519 ${'A'.repeat(68)}`] };
const git = (url: string) => ({
  source: AppSource.git(url, { ref: 'v1', start: '/opt/app/run', ...(url.startsWith('ssh:') && bySsh) }),
});
const existing = (writerHosts: string[], port: number) =>
  MysqlDatabase.existing({ writerHosts, port, password: computed.text, ca: computed.text });

test('every tier reaches packages, APIs, names and time, and nothing else outside of its network', () => {
  const tiers = outboundOf({ monitoring: Monitoring.selfHosted({ email: ['a@b.de'], webhooks: [computed.text] }) });
  expect(tiers).toEqual({ lb: STANDARD, web: STANDARD, app: STANDARD, mysql: STANDARD, monitoring: STANDARD });
});

describe('each tier takes rules of its own:', () => {
  const outbound = Outbound.standard({ port: 6514, cidrs: ['203.0.113.0/24'] });
  const cases: readonly (readonly [tier: string, props: Partial<WebInfrastructureProps>])[] = [
    ['lb', { loadBalancer: { failover: Failover.edge(), outbound } }],
    ['web', { web: { outbound } }],
    ['app', { app: { source: AppSource.sample(), outbound } }],
    ['mysql', { database: MysqlDatabase.selfHosted({ nodes: 3, outbound }) }],
    ['monitoring', { monitoring: Monitoring.selfHosted({ email: ['a@b.de'], webhooks: [computed.text], outbound }) }],
  ];
  test.each(cases)('%s', (tier, props) => {
    const tiers = outboundOf(props);
    expect(tiers[tier]).toEqual([...STANDARD, '6514 203.0.113.0/24']);
    const others = Object.entries(tiers).filter(([name]) => name !== tier);
    expect(others.map(([, rules]) => rules)).toEqual(others.map(() => STANDARD));
  });

  test('an app on the web servers, with its rules and theirs', () => {
    const app = { source: AppSource.sample(), nodes: 0, outbound: Outbound.standard({ port: 587 }) };
    expect(outboundOf({ app, web: { outbound } }).web).toEqual([...STANDARD, '6514 203.0.113.0/24', '587']);
  });
});

test('rules alone take the place of those that are open anyway', () => {
  const rules: OutboundRule[] = [
    { port: 443, cidrs: ['203.0.113.9/32'] },
    { port: 53, protocol: 'udp' },
  ];
  const { app } = outboundOf({ app: { source: AppSource.sample(), outbound: Outbound.only(...rules) } });
  expect(app).toEqual(['443 203.0.113.9/32', 'udp 53']);
});

test('one port is one rule, wide enough for all that need it', () => {
  const more = [{ port: 80, cidrs: ['203.0.113.0/24'] }, { port: 25, cidrs: ['203.0.113.7/32'] }, { port: 25 }];
  const { app } = outboundOf({ app: { source: AppSource.sample(), outbound: Outbound.standard(...more) } });
  expect(app).toEqual([...STANDARD, '25']);
});

describe('opens by itself what the site’s own props name:', () => {
  const smtp = { smarthost: 'smtp.example.com:587', from: 'site@foobar.com' };
  const bucket = { bucket: 'b-1', region: 'fra1', accessKeyId: computed.text, secretAccessKey: computed.text };
  const cases: readonly (readonly [string, string, string, Partial<WebInfrastructureProps>])[] = [
    ['a mail server', 'monitoring', '587', { monitoring: Monitoring.selfHosted({ email: ['a@b.de'], smtp }) }],
    [
      'a receiver',
      'monitoring',
      '8443',
      { monitoring: Monitoring.selfHosted({ email: ['a@b.de'], webhooks: ['https://x.de:8443/y'] }) },
    ],
    ['a hosted database', 'app', '25060', { database: existing(['db.example.com'], 25060) }],
    ['a database by address', 'app', '3306 203.0.113.7/32', { database: existing(['203.0.113.7'], 3306) }],
    ['git over ssh', 'app', '22', { app: git('ssh://git@example.com/shop.git') }],
    ['git over ssh on a port', 'app', '2222', { app: git('ssh://git@example.com:2222/shop.git') }],
    ['git over https on a port', 'app', '8443', { app: git('https://token@[2001:db8::1]:8443/shop.git') }],
    ['an app on the web servers', 'web', '22', { app: { ...git('ssh://git@example.com/shop.git'), nodes: 0 } }],
    [
      'an object storage',
      'mysql',
      '9000',
      {
        database: MysqlDatabase.selfHosted({
          nodes: 3,
          backups: MysqlBackups.toSpaces({ ...bucket, endpoint: 'https://minio.example.com:9000' }),
        }),
      },
    ],
    [
      'an authority of certificates',
      'lb',
      '14000',
      { tls: TlsCertificate.acme({ email: 'a@b.de', dnsToken: computed.text, directory: 'https://ca.de:14000/dir' }) },
    ],
  ];
  test.each(cases)('%s', (_, tier, rule, props) => {
    expect(outboundOf(props)[tier]).toEqual([...STANDARD, rule]);
  });
});
