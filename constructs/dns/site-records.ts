import { DnsRecord } from '@cdktf/provider-cloudflare/lib/dns-record';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { isIpv4Address } from '../network/cidr';
import { isHostName } from '../network/host-name';
import { PropChecks } from '../validation';
import { checkZoneId, checkZoneIds } from './zone-id';

/** Cloudflare's "automatic", the only TTL of a proxied record. */
const AUTOMATIC_TTL = 1;
/** Seconds; of records that visitors resolve themselves. */
const DIRECT_TTL = 60;

/** The names of a site, and the addresses that they lead to. */
export interface SiteRecordsProps {
  /** Id of the Cloudflare zone that holds the names, 32 hexadecimal digits. */
  readonly zoneId: string;
  /** Names of the site. */
  readonly hostNames: readonly string[];
  /** Ids of other zones, by the host names that lie in them. @default none: all lie in `zoneId`'s */
  readonly zoneIds?: Readonly<Record<string, string>>;
  /** IPv4 addresses of the load balancers. */
  readonly addresses: readonly string[];
  /** Visitors meet Cloudflare's proxy instead of the load balancers. @default true */
  readonly proxied?: boolean;
}

/**
 * The site's public names.
 *
 * @example
 * import { SiteRecords } from 'cdktf-web-infrastructure';
 *
 * new SiteRecords(this, 'records', { zoneId, hostNames: ['www.foobar.com'], addresses: ['203.0.113.10'] });
 */
export class SiteRecords extends Construct {
  public constructor(scope: Construct, id: string, props: SiteRecordsProps) {
    super(scope, id);
    checkShapes('SiteRecords', { props }, this);
    const proxied = props.proxied ?? true;
    const checks = new PropChecks(this);
    checks.require(
      props.hostNames.length > 0,
      'hostNames',
      'name the site',
      props.hostNames,
      "write ['www.foobar.com']",
    );
    checkZoneId(checks, props.zoneId);
    checkZoneIds(checks, props.hostNames, props.zoneIds);
    const hostNames = props.hostNames.filter((name) => checks.requireResolved('hostNames', name));
    checks.unique('hostNames', props.hostNames);
    checks.each('hostNames', hostNames, isHostName, 'hold host names', "write them like 'www.foobar.com'");
    checks.require(
      props.addresses.length > 0,
      'addresses',
      'hold an address',
      props.addresses,
      'give the load balancers',
    );
    checks.each('addresses', props.addresses, isIpv4Address, 'hold IPv4 addresses', 'give LoadBalancer.addresses');
    checks.requireResolved('addresses', props.addresses);
    checks.unique('addresses', props.addresses);
    for (const name of new Set(hostNames)) {
      props.addresses.forEach((content, i) => {
        new DnsRecord(this, `${name}-${i + 1}`, {
          zoneId: props.zoneIds?.[name] ?? props.zoneId,
          name,
          type: 'A',
          content,
          ttl: proxied ? AUTOMATIC_TTL : DIRECT_TTL,
          proxied,
        });
      });
    }
  }
}
