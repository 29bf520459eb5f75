import { DataCloudflareIpRanges } from '@cdktf/provider-cloudflare/lib/data-cloudflare-ip-ranges';
import { ZoneSetting } from '@cdktf/provider-cloudflare/lib/zone-setting';
import { Fn, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { PARTS } from '../picture/facts';
import { isCidr } from '../network/cidr';
import { PropChecks } from '../validation';
import { OriginPulls } from './origin-pulls';
import { checkZoneId } from './zone-id';

/** The zones whose proxy is set up, and how the load balancers recognise it. */
export interface CloudflareProxyProps {
  /** Id of the site's Cloudflare zone, 32 hexadecimal digits. */
  readonly zoneId: string;
  /** Ids of further zones whose names lead to the same load balancers, by the zones' names; they get the same settings. @default none */
  readonly otherZoneIds?: Readonly<Record<string, string>>;
  /**
   * Authenticated origin pulls: Cloudflare shows a client certificate of this zone's own, and the load balancers turn
   * everybody else away. Without it, any customer of Cloudflare's can send requests through Cloudflare's addresses.
   * @default true
   */
  readonly originPulls?: boolean;
  /**
   * PEM, of a zone whose settings another stack owns: the CA of the client certificate that it gave the zone (`CloudflareProxy.originPullCa` there).
   * This one then changes nothing in the zone.
   * @default this one owns the zone's TLS settings and its client certificate
   */
  readonly originPullCa?: string;
}

/** Between visitor and proxy, and between proxy and origin: encrypted, verified, TLS 1.2 and later. */
const SETTINGS = { ssl: 'strict', min_tls_version: '1.2', always_use_https: 'on' };

/** A Terraform expression: the family has ranges, and each is well formed and not wider than `widest` bits of prefix. */
function plausible(family: string, widest: number): string {
  const wellFormed = `try(cidrhost(cidr, 0) != "" && tonumber(split("/", cidr)[1]) >= ${widest}, false)`;
  return `length(self.${family}) > 0 && alltrue([for cidr in self.${family} : ${wellFormed}])`;
}

/**
 * What the firewalls and HAProxy are about to believe. An empty family would lock Cloudflare out, a wide range would let
 * others name visitors as they like: the deploy stops before either. Cloudflare's own widest range is a /13 (IPv6: /29).
 */
const PLAUSIBLE_RANGES = {
  condition: `\${${plausible('ipv4_cidrs', 12)} && ${plausible('ipv6_cidrs', 24)}}`,
  errorMessage:
    "Cloudflare's list of its proxy's addresses is not plausible: a family is missing, or a range is malformed or wider than /12 (IPv6: /24). Nothing was changed; compare https://www.cloudflare.com/ips/ and deploy again.",
};

/** A proxy in front of the load balancers, as they need to know it. */
export interface IProxy extends IConstruct {
  /** Header in which the proxy names the visitor. */
  readonly clientAddressHeader: string;
  /** Addresses that the proxy connects from, CIDR. */
  readonly ranges: readonly string[];
  /** CA of the proxy's client certificate, PEM. @default the proxy shows none */
  readonly originPullCa?: string;
}

/** What load balancers must know of a proxy that somebody else configures. */
export interface ProxyAttributes {
  /** Addresses that the proxy connects from, CIDR: the load balancers accept no others. */
  readonly ranges: readonly string[];
  /** Header in which the proxy names the visitor. @default 'CF-Connecting-IP' */
  readonly clientAddressHeader?: string;
  /** PEM. @default the proxy shows no client certificate */
  readonly originPullCa?: string;
}

/**
 * Cloudflare's proxy in front of the load balancers: the zone's settings and what the load balancers must know of it.
 *
 * @example
 * import { CloudflareProxy } from 'cdktf-web-infrastructure';
 *
 * const proxy = new CloudflareProxy(this, 'proxy', { zoneId });
 */
export class CloudflareProxy extends Construct implements IProxy {
  /** A proxy that somebody else configures, of Cloudflare or of another vendor. */
  public static fromProxyAttributes(scope: Construct, id: string, attributes: ProxyAttributes): IProxy {
    checkShapes('CloudflareProxy.fromProxyAttributes', { attributes });
    return new GivenProxy(scope, id, attributes);
  }

  /** Header in which the proxy names the visitor. */
  public readonly clientAddressHeader = 'CF-Connecting-IP';
  /**
   * Addresses that the proxy connects from, IPv4 and IPv6. Every plan reads them from Cloudflare anew (GET /ips), so a
   * deploy always works with the current list; between deploys nodes and firewalls keep the last one.
   */
  public readonly ranges: string[];
  /** CA of the proxy's client certificate, PEM; none without origin pulls. */
  public readonly originPullCa?: string;

  public constructor(scope: Construct, id: string, props: CloudflareProxyProps) {
    super(scope, id);
    checkShapes('CloudflareProxy', { props }, this);
    const checks = new PropChecks(this);
    checkZoneId(checks, props.zoneId);
    const others = Object.entries(props.otherZoneIds ?? {});
    for (const [name, zoneId] of others) checkZoneId(checks, zoneId, `otherZoneIds['${name}']`);
    const ranges = new DataCloudflareIpRanges(this, 'ranges', { lifecycle: { postcondition: [PLAUSIBLE_RANGES] } });
    this.ranges = Token.asList(Fn.concat([ranges.ipv4Cidrs, ranges.ipv6Cidrs]));
    if (props.originPullCa !== undefined) {
      checks.certificate('originPullCa', props.originPullCa, 'give CloudflareProxy.originPullCa of the other stack');
      const [rule, remedy] = ["be left out with 'originPullCa'", 'the other stack owns the zones'];
      checks.require(others.length === 0, 'otherZoneIds', rule, others.map(([name]) => name).join(', '), remedy);
      this.originPullCa = props.originPullCa;
      return;
    }
    const zones: (readonly [Construct, string])[] = [[this, props.zoneId]];
    for (const [name, zoneId] of others) zones.push([new Construct(this, name), zoneId]);
    for (const [parent, zoneId] of zones) secureZone(parent, zoneId);
    PARTS.add(this, { kind: 'managed', title: 'Cloudflare', note: 'DNS, proxy' });
    if (props.originPulls ?? true) {
      // Each zone shows a certificate of its own, and the load balancers trust all of them.
      const cas = zones.map(([parent, zoneId]) => new OriginPulls(parent, 'origin-pulls', { zoneId }).ca);
      this.originPullCa = cas.length === 1 ? cas[0] : Fn.join('\n', cas);
    }
  }
}

function secureZone(scope: Construct, zoneId: string): void {
  for (const [settingId, value] of Object.entries(SETTINGS)) {
    // The binding's type of `value` is a map of objects; the API and the schema take strings.
    new ZoneSetting(scope, settingId.replace(/_/g, '-'), { zoneId, settingId, value: value as never });
  }
}

class GivenProxy extends Construct implements IProxy {
  public readonly clientAddressHeader: string;
  public readonly ranges: readonly string[];
  public readonly originPullCa?: string;

  public constructor(scope: Construct, id: string, attributes: ProxyAttributes) {
    super(scope, id);
    const { ranges, clientAddressHeader: header = 'CF-Connecting-IP', originPullCa } = attributes;
    const checks = new PropChecks(this);
    checks.require(ranges.length > 0, 'ranges', 'hold a range', ranges, "write them like '198.51.100.0/24'");
    checks.each('ranges', ranges, isCidr, 'hold ranges in CIDR form', "write them like '198.51.100.0/24'");
    if (checks.requireResolved('clientAddressHeader', header))
      checks.require(
        /^[A-Za-z][\w-]{0,63}$/.test(header),
        'clientAddressHeader',
        'be the name of a header',
        header,
        "write it like 'CF-Connecting-IP'",
      );
    if (originPullCa !== undefined) checks.certificate('originPullCa', originPullCa);
    this.clientAddressHeader = header;
    this.ranges = ranges;
    this.originPullCa = originPullCa;
    PARTS.add(this, { kind: 'managed', title: 'Proxy', note: 'not of this site' });
  }
}
