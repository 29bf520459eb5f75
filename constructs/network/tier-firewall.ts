import { Firewall } from '@cdktf/provider-digitalocean/lib/firewall';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { PropChecks } from '../validation';
import { isCidr } from './cidr';
import { InboundRules } from './inbound-rules';
import { Outbound, checkOutbound, firewallRules, type OutboundRule } from './outbound';
import type { Source } from './source';

/** Which droplets a firewall is for, and where they may connect to. */
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
 *
 * @example
 * import { TierFirewall } from 'cdktf-web-infrastructure';
 *
 * const firewall = new TierFirewall(this, 'firewall', { name: 'mail', tag: 'mail', ipRange: network.ipRange });
 * firewall.allow({ cidrs: ['0.0.0.0/0', '::/0'] }, 25);
 */
export class TierFirewall extends Construct {
  /** For what must not exist without it. */
  public readonly resource: Firewall;
  private readonly rules: InboundRules;
  private readonly outbound: { protocol: string; portRange: string; destinationAddresses: string[] }[];

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: TierFirewallProps,
  ) {
    super(scope, id);
    checkShapes('TierFirewall', { props }, this);
    const checks = new PropChecks(this);
    this.rules = new InboundRules(checks);
    checks.check(
      'name',
      props.name,
      (name) => /^[a-zA-Z0-9][a-zA-Z0-9.-]+$/.test(name),
      'be letters, digits, dots and hyphens',
      "write it like 'int-foobar-com-web'",
    );
    checks.check(
      'tag',
      props.tag,
      (tag) => /^[\w:-]{1,255}$/.test(tag),
      'be a tag',
      "write it like 'int-foobar-com_web'",
    );
    checks.check('ipRange', props.ipRange, isCidr, 'be a range in CIDR form', 'give PrivateNetwork.ipRange');
    const outbound = props.outbound ?? Outbound.standard().rules;
    checkOutbound(checks, outbound);
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
    const inbound = this.rules.all.flatMap(({ source, protocol, port }) =>
      lines(`in ${protocol} ${port}`, 'cidrs' in source ? source.cidrs : [this.props.ipRange]),
    );
    const outbound = this.outbound.flatMap(({ protocol, portRange, destinationAddresses }) =>
      lines(`out ${protocol} ${portRange === 'all' ? '1-65535' : portRange}`, destinationAddresses),
    );
    return [...new Set([...inbound, ...outbound])].join('\n');
  }

  /** Lets `source` connect to a port. */
  public allow(source: Source, port: number, protocol: 'tcp' | 'udp' = 'tcp'): void {
    this.resource.putInboundRule(this.rules.add(source, port, protocol));
  }

  /** Lets droplets that another firewall admits (AddedFirewall) pass the nodes' own filter. */
  public allowOnNodes(port: number, protocol: 'tcp' | 'udp'): void {
    this.rules.addOnNodes(port, protocol);
  }
}

/** A line for each range; of a list that Terraform knows alone, Terraform writes them. */
function lines(what: string, cidrs: readonly string[]): readonly string[] {
  if (Token.isUnresolved(cidrs)) return [Fn.join('\n', Token.asList(Fn.formatlist(`${what} %s`, [cidrs])))];
  return cidrs.map((cidr) => `${what} ${cidr}`);
}
