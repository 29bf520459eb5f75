import { DnsRecord } from '@cdktf/provider-cloudflare/lib/dns-record';
import { Construct } from 'constructs';
import { isHostName } from '../network/host-name';
import { PropChecks } from '../validation';

/** Cloudflare's "automatic", the only TTL of a proxied record. */
const AUTOMATIC_TTL = 1;
/** Seconds; of records that visitors resolve themselves. */
const DIRECT_TTL = 60;

export interface SiteRecordsProps {
  readonly zoneId: string;
  /** Names of the site. */
  readonly hostNames: readonly string[];
  /** IPv4 addresses of the load balancers. */
  readonly addresses: readonly string[];
  /** Visitors meet Cloudflare's proxy instead of the load balancers. @default true */
  readonly proxied?: boolean;
}

/** The site's public names. */
export class SiteRecords extends Construct {
  public constructor(scope: Construct, id: string, props: SiteRecordsProps) {
    super(scope, id);
    const proxied = props.proxied ?? true;
    const checks = new PropChecks(this);
    checks.require(
      props.hostNames.length > 0,
      'hostNames',
      'name the site',
      props.hostNames,
      "write ['www.foobar.com']",
    );
    checks.unique('hostNames', props.hostNames);
    checks.require(
      props.addresses.length > 0,
      'addresses',
      'hold an address',
      props.addresses,
      'give the load balancers',
    );
    for (const name of props.hostNames) {
      checks.check('hostNames', name, isHostName, 'hold host names', "write them like 'www.foobar.com'");
      props.addresses.forEach((content, i) => {
        new DnsRecord(this, `${name}-${i + 1}`, {
          zoneId: props.zoneId,
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
