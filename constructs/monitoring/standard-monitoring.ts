import { MonitorAlert } from '@cdktf/provider-digitalocean/lib/monitor-alert';
import { UptimeAlert } from '@cdktf/provider-digitalocean/lib/uptime-alert';
import { UptimeCheck } from '@cdktf/provider-digitalocean/lib/uptime-check';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { WatchedTier } from '../droplet/tier';
import { processorsOf } from '../droplet/sizes';
import type { IMysqlCluster } from '../mysql/mysql-cluster';
import { inSameStack, inStackOf, isAbove } from '../layers';
import { PARTS } from '../picture/facts';
import { addCostItem } from '../report/monthly-cost';
import { UPTIME_CHECK } from '../report/price-list';
import { PropChecks } from '../validation';
import { checkReceivers, type AlertReceivers } from './alert-receivers';

/** Where DigitalOcean checks from. */
const REGIONS = ['us_east', 'us_west', 'eu_west', 'se_asia'];

/** From when on DigitalOcean sends an alert, and to whom. */
export interface StandardMonitoringOptions extends AlertReceivers {
  /** Of a node, on the average of five minutes, above which somebody is told, percent. @default 80 */
  readonly cpuPercent?: number;
  /** Of a node, on the average of five minutes, percent. @default 90 */
  readonly memoryPercent?: number;
  /** Of a node's disks, on the average of five minutes, percent. @default 80 */
  readonly diskPercent?: number;
  /** Work that runs or waits for each processor of a node: its load average of five minutes, divided. @default 2 */
  readonly loadPerCpu?: number;
  /** How long an answer of the site may take, in each region, through five minutes; milliseconds. @default 2000 */
  readonly latencyMs?: number;
  /** Where the site is visited from: `us_east`, `us_west`, `eu_west`, `se_asia`. @default all four */
  readonly regions?: readonly string[];
  /** Somebody is told when the certificate that visitors see ends within so many days. @default 14 */
  readonly certificateDays?: number;
}

/** What DigitalOcean watches, from when on it sends an alert, and to whom. */
export interface StandardMonitoringProps extends StandardMonitoringOptions {
  /** The name that visitors use. */
  readonly domain: string;
  /** Tiers whose droplets are watched; `watchTier()` adds more. */
  readonly tiers: readonly WatchedTier[];
  /** Its droplets are one of the tiers; a managed cluster is watched, too. @default none */
  readonly database?: IMysqlCluster;
}

interface Threshold {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  /** What DigitalOcean calls it, of droplets and of managed databases. */
  readonly ofDroplets: string;
  readonly ofDatabases: string;
}

/**
 * The site as DigitalOcean watches it. It sends its first message two minutes after a fault at the earliest: its shortest period.
 *
 * @example
 * import { AppSource, AppTier, StandardMonitoring } from 'cdktf-web-infrastructure';
 *
 * const { group } = new AppTier(this, 'app', { network, access, source: AppSource.sample() });
 * new StandardMonitoring(this, 'monitoring', { domain: 'www.foobar.com', tiers: [group], email: ['oncall@foobar.com'] });
 */
export class StandardMonitoring extends Construct {
  private readonly receivers: { email?: string[]; slack?: { channel: string; url: string }[] };

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: StandardMonitoringProps,
  ) {
    super(scope, id);
    checkShapes('StandardMonitoring', { props }, this);
    this.check(props);
    const { email = [], slack = [] } = props;
    this.receivers = {
      email: email.length > 0 ? [...email] : undefined,
      slack: slack.length > 0 ? slack.map(({ channel, url }) => ({ channel, url })) : undefined,
    };
    for (const tier of props.tiers) this.watchTier(tier);
    const watched = [...props.tiers.map(({ role }) => role), ...(props.database?.managed ? ['managed MySQL'] : [])];
    PARTS.add(this, {
      kind: 'managed',
      title: 'Monitoring',
      note: 'DigitalOcean',
      lines: [`alerts of ${watched.join(', ')}`],
    });
    if (props.database?.managed) this.watchManaged(props.database.managed, props);
    this.visit(props);
  }

  /** Watches the nodes of a tier by their tag: those that come later, too. */
  public watchTier(tier: WatchedTier): void {
    const { props } = this;
    const { role, size, tag } = tier;
    // The policies of a tier above are made in its stack.
    const isLater = !inSameStack(this, tier) && !isAbove(this, tier);
    const scope = isLater ? new Construct(tier, 'alerts') : this;
    for (const { id, what, unit, value, ofDroplets } of thresholds(props, processorsOf(size))) {
      new MonitorAlert(scope, `${role}-${id}`, {
        description: `${props.domain}: ${what} of a node of the tier '${role}' above ${value}${unit}`,
        type: `v1/insights/droplet/${ofDroplets}`,
        tags: [tag],
        ...this.above(value),
      });
    }
  }

  private watchManaged(
    { clusterId, size }: NonNullable<IMysqlCluster['managed']>,
    props: StandardMonitoringProps,
  ): void {
    for (const { id, what, unit, value, ofDatabases } of thresholds(props, processorsOf(size))) {
      new MonitorAlert(this, `database-${id}`, {
        description: `${props.domain}: ${what} of the managed database above ${value}${unit}`,
        type: `v1/dbaas/alerts/${ofDatabases}`,
        entities: [clusterId],
        ...this.above(value),
      });
    }
  }

  /** As visitors do, from outside: names, Cloudflare, load balancers and app together. */
  private visit(props: StandardMonitoringProps): void {
    const { domain, tiers, regions = REGIONS, latencyMs = 2000, certificateDays = 14 } = props;
    const standing = inStackOf(
      this,
      tiers.flatMap(({ inService }) => inService),
    );
    const check = new UptimeCheck(this, 'uptime', {
      name: domain,
      target: `https://${domain}/`,
      type: 'https',
      regions: [...regions],
      // A site that its first deploy still makes is not down.
      dependsOn: standing.length > 0 ? [...standing] : undefined,
    });
    addCostItem(this, UPTIME_CHECK, 1);
    const alert = (id: string, name: string, type: string, comparison: string, threshold: number, period: string) =>
      new UptimeAlert(this, id, {
        checkId: check.id,
        name: `${domain} ${name}`,
        type,
        // All of them said: what the API fills in itself, every later plan would want to undo.
        comparison,
        threshold,
        period,
        notifications: [this.receivers],
      });
    alert('down-global', 'is down in all regions', 'down_global', 'less_than', 1, '2m');
    // Later than the whole outage: one region alone may have its own trouble.
    alert('down', 'is down in a region', 'down', 'less_than', 1, '5m');
    alert('latency', `takes longer than ${latencyMs} ms`, 'latency', 'greater_than', latencyMs, '5m');
    const ends = `has a certificate that ends within ${certificateDays} days`;
    alert('certificate', ends, 'ssl_expiry', 'less_than', certificateDays, '2m');
  }

  private above(value: number) {
    return { compare: 'GreaterThan', value, window: '5m', enabled: true, alerts: this.receivers };
  }

  private check(props: StandardMonitoringProps): void {
    const checks = new PropChecks(this);
    checkReceivers(checks, props);
    for (const prop of ['cpuPercent', 'memoryPercent', 'diskPercent'] as const)
      checks.wholeNumber(prop, props[prop] ?? 50, 1, 99);
    checks.check(
      'loadPerCpu',
      props.loadPerCpu ?? 2,
      (load) => load > 0 && load <= 100 && Number.isInteger(load * 4),
      'be a multiple of 0.25 up to 100',
      'DigitalOcean keeps it with too few digits for others, and every plan would change it',
    );
    checks.wholeNumber('latencyMs', props.latencyMs ?? 2000, 50, 60_000);
    checks.wholeNumber('certificateDays', props.certificateDays ?? 14, 1, 90);
    checks.require(
      props.regions?.length !== 0,
      'regions',
      'name at least one region',
      props.regions,
      `use some of ${REGIONS.join(', ')}`,
    );
    checks.unique('regions', props.regions ?? []);
    for (const region of props.regions ?? []) checks.oneOf('regions', region, REGIONS);
  }
}

function thresholds(props: StandardMonitoringProps, processors: number): readonly Threshold[] {
  const { cpuPercent = 80, memoryPercent = 90, diskPercent = 80, loadPerCpu = 2 } = props;
  const percent = ' %';
  return [
    {
      id: 'cpu',
      what: 'processor use',
      unit: percent,
      value: cpuPercent,
      ofDroplets: 'cpu',
      ofDatabases: 'cpu_alerts',
    },
    {
      id: 'memory',
      what: 'memory use',
      unit: percent,
      value: memoryPercent,
      ofDroplets: 'memory_utilization_percent',
      ofDatabases: 'memory_utilization_alerts',
    },
    {
      id: 'disk',
      what: 'disk use',
      unit: percent,
      value: diskPercent,
      ofDroplets: 'disk_utilization_percent',
      ofDatabases: 'disk_utilization_alerts',
    },
    {
      id: 'load',
      what: 'load',
      unit: '',
      value: loadPerCpu * processors,
      ofDroplets: 'load_5',
      // The only one that it offers.
      ofDatabases: 'load_15_alerts',
    },
  ];
}
