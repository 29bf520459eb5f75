import type { PropChecks } from '../validation';
import { isCidr } from './cidr';

/** Connections that nodes may open. */
export interface OutboundRule {
  /** 1 to 65535. */
  readonly port: number;
  /** `tcp` or `udp`; ICMP is open to everywhere without a rule. @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
  /** Where to, ranges in CIDR form. @default everywhere */
  readonly cidrs?: readonly string[];
}

const ANYWHERE = ['0.0.0.0/0', '::/0'];

/** What every node needs from the internet: packages and APIs, names, time. */
const STANDARD: readonly OutboundRule[] = [
  { port: 80 },
  { port: 443 },
  { port: 53 },
  { port: 53, protocol: 'udp' },
  { port: 123, protocol: 'udp' },
];

/** Where the nodes of a tier may connect to outside of their own network, inside which every port is open to them. */
export class Outbound {
  /** Packages and APIs (TCP 80, 443), names (53) and time (UDP 123), everywhere; and what is given. */
  public static standard(...more: readonly OutboundRule[]): Outbound {
    return new Outbound([...STANDARD, ...more]);
  }

  /**
   * Only what is given, and the ports that the site's other props imply. Nodes need packages, the names of the network and the APIs that
   * they call, or else their bootstrap fails.
   */
  public static only(...rules: readonly OutboundRule[]): Outbound {
    return new Outbound(rules);
  }

  private constructor(
    /** The connections that are open, in the order in which they were given. */
    public readonly rules: readonly OutboundRule[],
  ) {}
}

/** The port of a URL, where it is known and not one that is open anyway. */
export function outboundOf(url: string): readonly OutboundRule[] {
  const [, scheme, host = '', port] =
    /^(https?|ssh|git|smtp):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/.exec(url) ?? [];
  const usual = { ssh: 22, git: 9418 }[scheme ?? ''];
  const wanted = port === undefined ? usual : Number(port);
  // The metadata service's link is no network that a firewall filters.
  if (wanted === undefined || host.startsWith('169.254.') || STANDARD.some((one) => one.port === wanted)) return [];
  return [{ port: wanted }];
}

export function checkOutbound(checks: PropChecks, rules: readonly OutboundRule[]): void {
  for (const { port, protocol, cidrs } of rules) {
    checks.wholeNumber('outbound.port', port, 1, 65535);
    checks.oneOf('outbound.protocol', protocol ?? 'tcp', ['tcp', 'udp']);
    if (cidrs === undefined || !checks.requireResolved('outbound.cidrs', cidrs)) continue;
    checks.each('outbound.cidrs', cidrs, isCidr, 'hold ranges in CIDR form', "write them like '198.51.100.0/24'");
    checks.require(cidrs.length > 0, 'outbound.cidrs', 'hold a range', cidrs, 'leave it out for everywhere');
  }
}

/** Rules as a firewall has them: one for each port, wide enough for all that asked for it. */
export function firewallRules(rules: readonly OutboundRule[]) {
  const merged = new Map<string, { protocol: string; portRange: string; destinationAddresses: string[] }>();
  for (const { port, protocol = 'tcp', cidrs = ANYWHERE } of rules) {
    const before = merged.get(`${protocol} ${port}`)?.destinationAddresses ?? [];
    const addresses = [...new Set([...before, ...cidrs])];
    const everywhere = ANYWHERE.every((one) => addresses.includes(one));
    merged.set(`${protocol} ${port}`, {
      protocol,
      portRange: String(port),
      destinationAddresses: everywhere ? ANYWHERE : addresses,
    });
  }
  return [...merged.values()];
}
