import { Firewall } from '@cdktf/provider-digitalocean/lib/firewall';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { Endpoint } from '../picture/facts';
import { PropChecks } from '../validation';
import { isCidr } from './cidr';
import { Outbound, checkOutbound, firewallRules, type OutboundRule } from './outbound';

/** Who may connect: addresses, or all droplets that carry one of the tags. */
export type Source = ({ readonly cidrs: readonly string[] } | { readonly tags: readonly string[] }) & {
  /** Whose addresses or droplets they are, for the picture: a construct, or a name. @default the addresses or tags */
  readonly who?: Endpoint;
};

export interface TierFirewallProps {
  /** Unique in the account; letters, digits, dots and hyphens. */
  readonly name: string;
  /** The droplets behind the firewall: all that carry this tag, now and later. */
  readonly tag: string;
  /** Range inside which the droplets may open connections to every port. */
  readonly ipRange: string;
  /** Where they may connect to beyond that. @default those of Outbound.standard() */
  readonly outbound?: readonly OutboundRule[];
}

const ANYWHERE = ['0.0.0.0/0', '::/0'];

/**
 * The cloud firewall of one tier, by tag. Closed by default: nothing comes in but what `allow` names. DigitalOcean filters
 * TCP, UDP and ICMP only; keepalived's VRRP between two droplets of a VPC is none of them and needs no rule.
 */
export class TierFirewall extends Construct {
  /** For what must not exist without it. */
  public readonly resource: Firewall;
  private readonly checks: PropChecks;
  private readonly inbound: { protocol: string; portRange: string; source: Source }[] = [];
  private readonly outbound: { protocol: string; portRange: string; destinationAddresses: string[] }[];

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: TierFirewallProps,
  ) {
    super(scope, id);
    this.checks = new PropChecks(this);
    this.checks.check(
      'name',
      props.name,
      (name) => /^[a-zA-Z0-9][a-zA-Z0-9.-]+$/.test(name),
      'be letters, digits, dots and hyphens',
      "write it like 'int-foobar-com-web'",
    );
    this.checks.check(
      'tag',
      props.tag,
      (tag) => /^[\w:-]{1,255}$/.test(tag),
      'be a tag',
      "write it like 'int-foobar-com_web'",
    );
    this.checks.check('ipRange', props.ipRange, isCidr, 'be a range in CIDR form', 'give PrivateNetwork.ipRange');
    const outbound = props.outbound ?? Outbound.standard().rules;
    checkOutbound(this.checks, outbound);
    this.outbound = [
      ...firewallRules(outbound),
      ...['tcp', 'udp'].map((protocol) => ({ protocol, portRange: 'all', destinationAddresses: [props.ipRange] })),
    ];
    this.resource = new Firewall(this, 'Resource', {
      name: props.name,
      tags: [props.tag],
      outboundRule: [...this.outbound, { protocol: 'icmp', destinationAddresses: ANYWHERE }],
    });
  }

  /**
   * The rules as they are now, one a line, as nodes filter by themselves (droplet/node/host-firewall.sh). Droplets by tag stand there for the whole
   * network: their addresses are not known before they exist.
   */
  public get lines(): string {
    const inbound = this.inbound.flatMap(({ source, protocol, portRange }) =>
      lines(`in ${protocol} ${portRange}`, 'cidrs' in source ? source.cidrs : [this.props.ipRange]),
    );
    const outbound = this.outbound.flatMap(({ protocol, portRange, destinationAddresses }) =>
      lines(`out ${protocol} ${portRange === 'all' ? '1-65535' : portRange}`, destinationAddresses),
    );
    return [...new Set([...inbound, ...outbound])].join('\n');
  }

  /** Lets `source` connect to a port. */
  public allow(source: Source, port: number, protocol: 'tcp' | 'udp' = 'tcp'): void {
    this.checks.wholeNumber('allow.port', port, 1, 65535);
    if ('cidrs' in source)
      this.checks.each(
        'allow.cidrs',
        source.cidrs,
        isCidr,
        'hold ranges in CIDR form',
        "write them like '198.51.100.0/24'",
      );
    this.inbound.push({ protocol, portRange: String(port), source });
    this.resource.putInboundRule(
      this.inbound.map(({ source, ...rule }) => ({
        ...rule,
        ...('cidrs' in source ? { sourceAddresses: [...source.cidrs] } : { sourceTags: [...source.tags] }),
      })),
    );
  }
}

/** A line for each range; of a list that Terraform knows alone, Terraform writes them. */
function lines(what: string, cidrs: readonly string[]): readonly string[] {
  if (Token.isUnresolved(cidrs)) return [Fn.join('\n', Token.asList(Fn.formatlist(`${what} %s`, [cidrs])))];
  return cidrs.map((cidr) => `${what} ${cidr}`);
}
