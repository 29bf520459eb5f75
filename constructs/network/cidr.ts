import * as ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

function parse(cidr: string): Range | undefined {
  return ipaddr.isValidCIDR(cidr) ? ipaddr.parseCIDR(cidr) : undefined;
}

/** True for `198.51.100.0/24`; false for a bare address and where bits behind the prefix are set (`10.0.0.1/24`). */
export function isCidr(cidr: string): boolean {
  const range = parse(cidr);
  if (!range) return false;
  const network =
    range[0].kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return network.toString() === range[0].toString();
}

/** True for an IPv4 range inside 10/8, 172.16/12 or 192.168/16 (RFC 1918). */
export function isPrivateCidr(cidr: string): boolean {
  const range = parse(cidr);
  if (!isCidr(cidr) || range?.[0].kind() !== 'ipv4') return false;
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((outer) => contains(outer, cidr));
}

export function prefixLength(cidr: string): number {
  return parse(cidr)?.[1] ?? NaN;
}

export function cidrsOverlap(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a);
}

function contains(outer: string, inner: string): boolean {
  const [o, i] = [parse(outer), parse(inner)];
  return !!o && !!i && o[0].kind() === i[0].kind() && o[1] <= i[1] && i[0].match(o);
}

/** True for one IPv4 address, without a prefix. */
export function isIpv4Address(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}
