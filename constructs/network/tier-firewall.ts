import { Firewall } from '@cdktf/provider-digitalocean/lib/firewall';
import { Construct } from 'constructs';
import { PropChecks } from '../validation';

/** Who may connect: addresses, or all droplets that carry one of the tags. */
export type Source = { readonly cidrs: readonly string[] } | { readonly tags: readonly string[] };

export interface TierFirewallProps {
  /** Unique in the account; letters, digits, dots and hyphens. */
  readonly name: string;
  /** The droplets behind the firewall: all that carry this tag, now and later. */
  readonly tag: string;
  /** Range inside which the droplets may open connections to every port. */
  readonly ipRange: string;
}

/** What every node needs from the internet: packages and APIs, names, time. */
const OUTBOUND = [
  { protocol: 'tcp', portRange: '80' },
  { protocol: 'tcp', portRange: '443' },
  { protocol: 'tcp', portRange: '53' },
  { protocol: 'udp', portRange: '53' },
  { protocol: 'udp', portRange: '123' },
];
const ANYWHERE = ['0.0.0.0/0', '::/0'];

/**
 * The cloud firewall of one tier, by tag. Closed by default: nothing comes in but what `allow` names. DigitalOcean filters
 * TCP, UDP and ICMP only; keepalived's VRRP between two droplets of a VPC is none of them and needs no rule.
 */
export class TierFirewall extends Construct {
  private readonly firewall: Firewall;
  private readonly inbound: { protocol: string; portRange: string; source: Source }[] = [];

  public constructor(scope: Construct, id: string, props: TierFirewallProps) {
    super(scope, id);
    new PropChecks(this).check(
      'name',
      props.name,
      (name) => /^[a-zA-Z0-9][a-zA-Z0-9.-]+$/.test(name),
      'be letters, digits, dots and hyphens',
      "write it like 'int-foobar-com-web'",
    );
    this.firewall = new Firewall(this, 'Resource', {
      name: props.name,
      tags: [props.tag],
      outboundRule: [
        ...OUTBOUND.map((rule) => ({ ...rule, destinationAddresses: ANYWHERE })),
        ...['tcp', 'udp'].map((protocol) => ({ protocol, portRange: 'all', destinationAddresses: [props.ipRange] })),
        { protocol: 'icmp', destinationAddresses: ANYWHERE },
      ],
    });
  }

  /** Lets `source` connect to a TCP port. */
  public allow(source: Source, port: number): void {
    this.inbound.push({ protocol: 'tcp', portRange: String(port), source });
    this.firewall.putInboundRule(
      this.inbound.map(({ source, ...rule }) => ({
        ...rule,
        ...('cidrs' in source ? { sourceAddresses: [...source.cidrs] } : { sourceTags: [...source.tags] }),
      })),
    );
  }
}
