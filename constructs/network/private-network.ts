import { DnsRecord } from '@cdktf/provider-cloudflare/lib/dns-record';
import { Vpc } from '@cdktf/provider-digitalocean/lib/vpc';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { PropChecks } from '../validation';
import { cidrsOverlap, isCidr, isPrivateCidr, prefixLength } from './cidr';
import { isHostName } from './host-name';
import { REGIONS } from './region';

/** Cloudflare's least TTL for a record of its own choosing, seconds (facts: dns_record; Enterprise zones go down to 30). */
const NAME_TTL = 60;

export interface PrivateNetworkProps {
  /** Slug of the region in which the network and all its droplets are. */
  readonly region: string;
  /** Addresses of the network: a private IPv4 range, /16 to /28, in use nowhere else in the account. */
  readonly ipRange: string;
  /** Where private names live: nodes are `web-1.<domain>`, tiers `web.<domain>`. A subdomain of the zone, of this site alone. */
  readonly domain: string;
  /** Id of the Cloudflare zone that holds `domain`. */
  readonly zoneId: string;
  /** Ranges of other networks that this one must stay apart from: peers, offices, VPNs. @default none */
  readonly otherRanges?: readonly string[];
}

/**
 * A VPC and the private names in it. Nodes find each other by name, never by address: an address is not known before its
 * droplet exists, and replacing one droplet must not change another's configuration. The names are unproxied A records
 * with addresses of the VPC, of no use to anybody outside it.
 */
export class PrivateNetwork extends Construct {
  public readonly region: string;
  public readonly ipRange: string;
  public readonly domain: string;
  public readonly vpcId: string;
  private readonly zoneId: string;

  public constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    const checks = new PropChecks(this);
    checks.oneOf('region', props.region, REGIONS);
    checks.check('domain', props.domain, isHostName, 'be a host name', "write it like 'int.foobar.com'");
    checks.check(
      'ipRange',
      props.ipRange,
      isPrivateCidr,
      'be a private IPv4 range',
      "write it like '10.20.0.0/20', with no bits set behind the prefix",
    );
    if (isCidr(props.ipRange)) {
      checks.check(
        'ipRange',
        props.ipRange,
        (range) => prefixLength(range) >= 16 && prefixLength(range) <= 28,
        'have a prefix from /16 to /28',
        '16 to 65,536 addresses is what DigitalOcean gives',
      );
      const overlapping = (props.otherRanges ?? []).filter(
        (other) => isCidr(other) && cidrsOverlap(other, props.ipRange),
      );
      checks.require(
        overlapping.length === 0,
        'ipRange',
        `stay apart from ${overlapping.join(', ')}`,
        props.ipRange,
        'choose a range that no other network uses',
      );
    }
    for (const other of props.otherRanges ?? [])
      checks.check('otherRanges', other, isCidr, 'hold ranges in CIDR form', "write them like '10.30.0.0/16'");

    this.region = props.region;
    this.ipRange = props.ipRange;
    this.domain = props.domain;
    this.zoneId = props.zoneId;
    this.vpcId = new Vpc(this, 'Resource', {
      name: props.domain.replace(/\./g, '-'),
      region: props.region,
      ipRange: props.ipRange,
    }).id;
  }

  /** The full name of a node or tier. */
  public nameOf(host: string): string {
    return `${host}.${this.domain}`;
  }

  /** The prefix of the site's tags and volumes: the account's other sites share their name space. */
  public get prefix(): string {
    return this.domain.replace(/\./g, '-');
  }

  /** Gives `host` (a node, or one more member of a tier) a private address. Not before `after` exists, when given. */
  public publish(
    host: string,
    address: string,
    options: { readonly id: string; readonly after?: ITerraformDependable },
  ): ITerraformDependable {
    return new DnsRecord(this, options.id, {
      zoneId: this.zoneId,
      name: this.nameOf(host),
      type: 'A',
      content: address,
      ttl: NAME_TTL,
      proxied: false,
      dependsOn: options.after && [options.after],
    });
  }
}
