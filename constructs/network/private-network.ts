import { DnsRecord } from '@cdktf/provider-cloudflare/lib/dns-record';
import { Vpc } from '@cdktf/provider-digitalocean/lib/vpc';
import { TerraformStack, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { checkZoneId } from '../dns/zone-id';
import { inSameStack } from '../layers';
import { NETWORKS } from '../picture/facts';
import { PropChecks } from '../validation';
import { cidrsOverlap, isCidr, isPrivateCidr, prefixLength } from './cidr';
import { isHostName } from './host-name';
import type { INetwork, PublishOptions } from './network';
import { REGIONS } from './region';

/** Cloudflare's least TTL for a record of its own choosing, seconds (facts: dns_record; Enterprise zones go down to 30). */
const NAME_TTL = 60;

/** Where the network is, which addresses it has, and where its names live. */
export interface PrivateNetworkProps {
  /** Slug of the region in which the network and all its droplets are. */
  readonly region: string;
  /** Addresses of the network: a private IPv4 range, /16 to /28, in use nowhere else in the account. */
  readonly ipRange: string;
  /** Where private names live: nodes are `web-1.<domain>`, tiers `web.<domain>`. A subdomain of the zone, of this site alone. */
  readonly domain: string;
  /** Id of a VPC that is there already, in this region and with this range. @default a new one is made */
  readonly vpcId?: string;
  /** Id of the Cloudflare zone that holds `domain`. */
  readonly zoneId: string;
  /** Ranges of other networks that this one must stay apart from: peers, offices, VPNs. @default none */
  readonly otherRanges?: readonly string[];
}

/** A network that is there already. */
export interface NetworkAttributes extends PrivateNetworkProps {
  readonly vpcId: string;
}

/**
 * A VPC and the private names in it. Nodes find each other by name, never by address: an address is not known before its
 * droplet exists, and replacing one droplet must not change another's configuration. The names are unproxied A records
 * with addresses of the VPC, of no use to anybody outside it.
 *
 * @example
 * import { PrivateNetwork } from 'cdktf-web-infrastructure';
 *
 * const network = new PrivateNetwork(this, 'network', {
 *   region: 'fra1',
 *   ipRange: '10.20.0.0/20',
 *   domain: 'int.foobar.com',
 *   zoneId,
 * });
 */
export class PrivateNetwork extends Construct implements INetwork {
  /** A network that another program has made, or an older stack. Nothing is created. */
  public static fromNetworkAttributes(scope: Construct, id: string, attributes: NetworkAttributes): INetwork {
    checkShapes('PrivateNetwork.fromNetworkAttributes', { attributes });
    return new PrivateNetwork(scope, id, attributes);
  }

  public readonly region: string;
  public readonly ipRange: string;
  public readonly domain: string;
  public readonly vpcId: string;
  private readonly zoneId: string;

  public constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    checkShapes('PrivateNetwork', { props }, this);
    const checks = new PropChecks(this);
    checks.requireListed('region', props.region, REGIONS, 'a region of DigitalOcean');
    if (checks.requireResolved('domain', props.domain))
      checks.require(
        isHostName(props.domain),
        'domain',
        'be a host name',
        props.domain,
        "write it like 'int.foobar.com'",
      );
    checkZoneId(checks, props.zoneId);
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
    checks.each(
      'otherRanges',
      props.otherRanges ?? [],
      isCidr,
      'hold ranges in CIDR form',
      "write them like '10.30.0.0/16'",
    );
    checks.check(
      'vpcId',
      props.vpcId ?? '0'.repeat(8),
      (id) => /^[0-9a-f-]{8,36}$/.test(id),
      'be the id of a VPC',
      '`doctl vpcs list` shows them',
    );
    this.checkNeighbours(checks, props);

    this.region = props.region;
    this.ipRange = props.ipRange;
    this.domain = props.domain;
    this.zoneId = props.zoneId;
    NETWORKS.add(this, `VPC ${props.ipRange} in ${props.region}`);
    this.vpcId = props.vpcId ?? this.newVpc();
  }

  private newVpc(): string {
    const { prefix: name, region, ipRange } = this;
    return new Vpc(this, 'Resource', { name, region, ipRange }).id;
  }

  /** Networks of one stack are in one account, where ranges must not overlap and names must differ. */
  private checkNeighbours(checks: PropChecks, { domain, ipRange }: PrivateNetworkProps): void {
    const { root } = this.node;
    const stack = TerraformStack.of(this);
    for (const other of root.node.findAll()) {
      if (!(other instanceof PrivateNetwork) || other === this || TerraformStack.of(other) !== stack) continue;
      const at = `(that of ${other.node.path})`;
      checks.require(
        other.domain !== domain,
        'domain',
        `differ from every other network's ${at}`,
        domain,
        'give each site a domain of its own',
      );
      if (!isCidr(ipRange) || !isCidr(other.ipRange)) continue;
      checks.require(
        !cidrsOverlap(other.ipRange, ipRange),
        'ipRange',
        `stay apart from ${other.ipRange} ${at}`,
        ipRange,
        'choose a range that no other network uses',
      );
    }
  }

  /** The full name of a node or tier. */
  public nameOf(host: string): string {
    return `${host}.${this.domain}`;
  }

  /** The prefix of the site's tags and volumes: the account's other sites share their name space. */
  public get prefix(): string {
    return this.domain.replace(/\./g, '-');
  }

  /** The record of a node in a stack above is made there: this stack cannot refer to it. */
  public publish(host: string, address: string, { id, node, after }: PublishOptions): ITerraformDependable {
    const own = () => node.node.tryFindChild('names') ?? new Construct(node, 'names');
    return new DnsRecord(inSameStack(this, node) ? this : own(), id, {
      zoneId: this.zoneId,
      name: this.nameOf(host),
      type: 'A',
      content: address,
      ttl: NAME_TTL,
      proxied: false,
      dependsOn: after && [after],
    });
  }
}
