import * as ipaddr from 'ipaddr.js';
import type { FirewallRuleBody } from '../model';

/** What is wrong with a rule, in one sentence; undefined when nothing is. */
export function ruleProblem(rule: FirewallRuleBody): string | undefined {
  const addresses = (rule.sources ?? rule.destinations)?.addresses ?? [];
  const wrong = addresses.find((address) => !isAddressOrRange(address));
  if (wrong !== undefined) return `'${wrong}' is not an IP address or a range of addresses`;
  const tags = (rule.sources ?? rule.destinations)?.tags ?? [];
  if (tags.some((tag) => typeof tag !== 'string')) return 'a tag is not a text';
  if (!['tcp', 'udp', 'icmp'].includes(rule.protocol)) return `'${String(rule.protocol)}' is not a protocol`;
  return portsProblem(rule.ports);
}

/** IPv4 or IPv6, alone or with the length of a prefix. */
export function isAddressOrRange(text: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(text) ||
    ipaddr.IPv4.isValidCIDRFourPartDecimal(text) ||
    (!text.includes('%') && (ipaddr.IPv6.isValid(text) || ipaddr.IPv6.isValidCIDR(text)))
  );
}

function portsProblem(ports: string | undefined): string | undefined {
  if (ports === undefined || ports === '' || ports === 'all' || ports === '0') return undefined;
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(ports) ?? [];
  const fits = Number(first) >= 1 && Number(first) <= Number(last) && Number(last) <= 65535;
  return fits ? undefined : `'${ports}' is not a port or a range of ports from 1 to 65535`;
}
