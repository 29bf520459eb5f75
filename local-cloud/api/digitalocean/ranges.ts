import * as ipaddr from 'ipaddr.js';

/** Of a VPC: a private IPv4 network from /16 to /28. */
export function isUsableRange(range: string): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(range)) return false;
  const [address, bits] = ipaddr.IPv4.parseCIDR(range);
  return (
    address.range() === 'private' &&
    bits >= 16 &&
    bits <= 28 &&
    ipaddr.IPv4.networkAddressFromCIDR(range).toString() === address.toString()
  );
}

export function overlap(a: string, b: string): boolean {
  const [one, other] = [ipaddr.IPv4.parseCIDR(a), ipaddr.IPv4.parseCIDR(b)];
  return one[0].match(other[0], Math.min(one[1], other[1]));
}
