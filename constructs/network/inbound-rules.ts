import type { FirewallInboundRule } from '@cdktf/provider-digitalocean/lib/firewall';
import type { PropChecks } from '../validation';
import { isCidr } from './cidr';
import type { Source } from './source';

interface InboundRule {
  readonly source: Source;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** The cloud firewall that admits it is another one. */
  readonly onNodesAlone?: boolean;
}

/** Rules of a firewall, in the order in which they were added. */
export class InboundRules {
  private readonly rules: InboundRule[] = [];

  public constructor(private readonly checks: PropChecks) {}

  public get all(): readonly InboundRule[] {
    return this.rules;
  }

  /** Returns all rules of the cloud firewall. */
  public add(source: Source, port: number, protocol: 'tcp' | 'udp'): FirewallInboundRule[] {
    this.checks.wholeNumber('allow.port', port, 1, 65535);
    if ('cidrs' in source)
      this.checks.each(
        'allow.cidrs',
        source.cidrs,
        isCidr,
        'hold ranges in CIDR form',
        "write them like '198.51.100.0/24'",
      );
    this.rules.push({ source, port, protocol });
    return this.rules
      .filter(({ onNodesAlone }) => !onNodesAlone)
      .map(({ source, port, protocol }) => ({
        protocol,
        portRange: String(port),
        ...('cidrs' in source ? { sourceAddresses: [...source.cidrs] } : { sourceTags: [...source.tags] }),
      }));
  }

  public addOnNodes(port: number, protocol: 'tcp' | 'udp'): void {
    this.rules.push({ source: { tags: [] }, port, protocol, onNodesAlone: true });
  }
}
