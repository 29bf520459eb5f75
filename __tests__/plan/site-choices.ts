import {
  AppSource,
  Failover,
  Monitoring,
  MysqlBackups,
  MysqlDatabase,
  RebootWindow,
  TlsCertificate,
  TrafficPolicy,
  type WebInfrastructureProps,
} from 'cdktf-web-infrastructure';

type Props = Partial<WebInfrastructureProps>;

const START = 'python3 app.py';
const source = (start: string, metricsPath?: string) =>
  AppSource.inline({ files: { 'app.py': 'pass\n' }, start, metricsPath });
const SMALL = { size: 's-2vcpu-4gb', volumeGb: 5, deletionProtection: false } as const;
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const mail = { email: ['oncall@foobar.com'] };

/** Optional parts of a site and choices about it: each has its values, the first one being the usual. */
export const CHOICES = {
  monitoring: {
    standard: () => Monitoring.standard(mail),
    none: () => Monitoring.none(),
    'self-hosted': () =>
      Monitoring.selfHosted({ ...mail, smtp: { smarthost: 'smtp.example.com:587', from: 'a@foobar.com' } }),
    'self-hosted, alone': () => Monitoring.selfHosted({ ...mail, webhooks: ['https://example.com/hook'], nodes: 1 }),
  },
  database: {
    'self-hosted': () => MysqlDatabase.selfHosted({ nodes: 3, ...SMALL }),
    'with backups': () =>
      MysqlDatabase.selfHosted({
        nodes: 3,
        ...SMALL,
        backups: MysqlBackups.toSpaces({
          bucket: 'foobar-backups',
          region: 'ams3',
          accessKeyId: 'DOKEY',
          secretAccessKey: 'a secret',
        }),
      }),
    managed: () => MysqlDatabase.managed({ deletionProtection: false }),
    existing: () =>
      MysqlDatabase.existing({
        writerHosts: ['db.example.com'],
        port: 3307,
        database: 'shop',
        user: 'shop',
        password: 'a secret',
        ca: CERTIFICATE,
      }),
  },
  app: {
    'of its own': () => ({ nodes: 2, size: 's-1vcpu-1gb', source: source(START) }),
    'beside nginx': () => ({ nodes: 0, source: source(START) }),
    'with metrics': () => ({ nodes: 2, size: 's-1vcpu-1gb', source: source(START, '/metrics') }),
    larger: () => ({ nodes: 3, size: 's-2vcpu-2gb', source: source(`${START} --new`) }),
  },
  web: {
    two: () => ({ nodes: 2, size: 's-1vcpu-1gb' }),
    'one at a time': () => ({ nodes: 3, size: 's-1vcpu-1gb', maxSurge: 1, rebootWindow: RebootWindow.never() }),
  },
  loadBalancer: {
    'reserved IP': () => ({ size: 's-1vcpu-1gb', failover: Failover.reservedIp({ token: 'a-token' }) }),
    edge: () => ({ size: 's-1vcpu-1gb', failover: Failover.edge() }),
    none: () => ({ size: 's-1vcpu-1gb', nodes: 1, failover: Failover.none() }),
    'active-passive, larger': () => ({
      size: 's-2vcpu-2gb',
      nodes: 3,
      traffic: TrafficPolicy.activePassive(),
      failover: Failover.reservedIp({ token: 'a-token' }),
    }),
  },
  tls: {
    origin: () => TlsCertificate.cloudflareOrigin(),
    acme: () => TlsCertificate.acme({ email: 'a@foobar.com', dnsToken: 'a-token' }),
    provided: () => TlsCertificate.provided({ certificate: CERTIFICATE, privateKey: 'a secret' }),
  },
  timeouts: { usual: () => undefined, longer: () => ({ response: 90, reloadDrain: 600 }) },
} satisfies { readonly [Choice in keyof Props]?: Readonly<Record<string, () => unknown>> };

export type Choice = keyof typeof CHOICES;
/** The value of each choice, by name. */
export type Site = Readonly<Record<Choice, string>>;

export const NAMES = Object.keys(CHOICES) as Choice[];
export const USUAL = Object.fromEntries(NAMES.map((name) => [name, valuesOf(name)[0]!])) as Site;

export function valuesOf(choice: Choice): string[] {
  return Object.keys(CHOICES[choice]);
}

export function propsOf(site: Site): Pick<WebInfrastructureProps, Choice> {
  const make = (name: Choice) => (CHOICES[name] as Record<string, () => unknown>)[site[name]]!();
  return Object.fromEntries(NAMES.map((name) => [name, make(name)])) as unknown as Pick<WebInfrastructureProps, Choice>;
}
