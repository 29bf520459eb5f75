import type * as balancers from '@cdktf/provider-cloudflare/lib/load-balancer';
import type * as monitors from '@cdktf/provider-cloudflare/lib/load-balancer-monitor';
import type * as pools from '@cdktf/provider-cloudflare/lib/load-balancer-pool';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { isIpv4Address } from '../network/cidr';
import { isHostName } from '../network/host-name';
import { addCostItem } from '../report/monthly-cost';
import { EDGE_POOL, EDGE_POOL_ENDPOINT } from '../report/price-list';
import { PropChecks } from '../validation';
import { checkZoneId, checkZoneIds } from './zone-id';

/** Cloudflare Load Balancing, a subscription of its own. The deploy's token needs it, too: account and zone, edit. */
export interface EdgePoolOptions {
  /** Cloudflare account, 32 hexadecimal digits. */
  readonly accountId: string;
  /** Between two checks of a load balancer, seconds: 60 in every plan, shorter ones in some. 5 to 3600. @default 60 */
  readonly checkInterval?: number;
  /** Regions that check, by Cloudflare's codes ('WEU', 'ENAM', ...); plans differ in how many. @default ['WEU'] */
  readonly checkRegions?: readonly string[];
}

/** The names that Cloudflare balances, and the load balancers that it balances them over. */
export interface EdgePoolProps extends EdgePoolOptions {
  /** Id of the Cloudflare zone that holds the names, 32 hexadecimal digits. */
  readonly zoneId: string;
  /** Name of that zone, such as `foobar.com`: Cloudflare's checks pass through its proxy settings. */
  readonly zoneName: string;
  /** Names of the site, the main one first: the checks ask for it. */
  readonly hostNames: readonly string[];
  /** Ids of other zones, by the host names that lie in them. @default none: all lie in `zoneId`'s */
  readonly zoneIds?: Readonly<Record<string, string>>;
  /** Public IPv4 addresses of the load balancers by node name. */
  readonly origins: Readonly<Record<string, string>>;
}

const REGIONS = [
  ...['WNAM', 'ENAM', 'NSAM', 'SSAM', 'WEU', 'EEU', 'ME', 'NAF', 'SAF'],
  ...['SAS', 'SEAS', 'NEAS', 'OC', 'ALL_REGIONS'],
];
const ACCOUNT_ID = /^[0-9a-f]{32}$/;

/**
 * The site's public names, balanced by Cloudflare over the load balancers that answer its checks.
 *
 * @example
 * import { EdgePool } from 'cdktf-web-infrastructure';
 *
 * new EdgePool(this, 'edge-pool', {
 *   accountId: '0123456789abcdef0123456789abcdef',
 *   zoneId,
 *   zoneName: 'foobar.com',
 *   hostNames: ['www.foobar.com'],
 *   origins: { 'lb-1': '203.0.113.10', 'lb-2': '203.0.113.11' },
 * });
 */
export class EdgePool extends Construct {
  public constructor(scope: Construct, id: string, props: EdgePoolProps) {
    super(scope, id);
    checkShapes('EdgePool', { props }, this);
    const { accountId, zoneId, zoneName, hostNames } = props;
    const [mainName = ''] = hostNames;
    const checkInterval = props.checkInterval ?? 60;
    const checkRegions = [...(props.checkRegions ?? ['WEU'])];
    const checks = new PropChecks(this);
    checks.check(
      'accountId',
      accountId,
      (one) => ACCOUNT_ID.test(one),
      'be the id of a Cloudflare account',
      "copy its 32 hexadecimal digits from the dashboard's address",
    );
    checks.wholeNumber('checkInterval', checkInterval, 5, 3600);
    checks.require(checkRegions.length > 0, 'checkRegions', 'name a region', checkRegions, "write ['WEU']");
    checkZoneId(checks, zoneId);
    checkZoneIds(checks, hostNames, props.zoneIds);
    checks.check('zoneName', zoneName, isHostName, 'be a host name', "write it like 'foobar.com'");
    const known = hostNames.filter((name) => checks.requireResolved('hostNames', name));
    checks.require(known.length > 0, 'hostNames', 'name the site', hostNames, "write ['www.foobar.com']");
    checks.each('hostNames', known, isHostName, 'hold host names', "write them like 'www.foobar.com'");
    checks.unique('hostNames', hostNames);
    const addresses = Object.values(props.origins);
    checks.require(addresses.length > 0, 'origins', 'hold a load balancer', props.origins, "write { 'lb-1': address }");
    checks.each('origins', addresses, isIpv4Address, 'hold IPv4 addresses', 'give LoadBalancer.addresses');
    for (const region of checkRegions) checks.oneOf('checkRegions', region, REGIONS);

    const { LoadBalancer, LoadBalancerMonitor, LoadBalancerPool } = bindings();
    const monitor = new LoadBalancerMonitor(this, 'monitor', {
      accountId,
      description: `Load balancers of ${mainName}`,
      type: 'https',
      method: 'GET',
      // Answered by a web server: what is checked is what visitors need of this load balancer.
      path: '/healthz',
      header: { Host: [mainName] },
      expectedCodes: '200',
      interval: checkInterval,
      timeout: 5,
      retries: 2,
      // The checks go through the zone's proxy settings: they show its client certificate, as visitors' requests do.
      probeZone: zoneName,
    });
    const pool = new LoadBalancerPool(this, 'Resource', {
      accountId,
      name: mainName.replace(/\./g, '-'),
      monitor: monitor.id,
      checkRegions,
      origins: Object.entries(props.origins).map(([name, address]) => ({ name, address, enabled: true, weight: 1 })),
      originSteering: { policy: 'random' },
    });
    for (const name of new Set(known)) {
      new LoadBalancer(this, name, {
        zoneId: props.zoneIds?.[name] ?? zoneId,
        name,
        proxied: true,
        defaultPools: [pool.id],
        // With every load balancer failing its checks, trying them is still the best there is.
        fallbackPool: pool.id,
        steeringPolicy: 'off',
      });
    }
    addCostItem(this, EDGE_POOL, 1);
    addCostItem(this, EDGE_POOL_ENDPOINT, Math.max(0, Object.keys(props.origins).length - 2));
  }
}

/** Loaded when there is a pool: most sites have none, and these three are a sixth of what importing the package costs. */
function bindings(): typeof balancers & typeof monitors & typeof pools {
  /* eslint-disable @typescript-eslint/no-require-imports */
  return {
    ...(require('@cdktf/provider-cloudflare/lib/load-balancer') as typeof balancers),
    ...(require('@cdktf/provider-cloudflare/lib/load-balancer-monitor') as typeof monitors),
    ...(require('@cdktf/provider-cloudflare/lib/load-balancer-pool') as typeof pools),
  };
}
