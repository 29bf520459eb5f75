import * as ipaddr from 'ipaddr.js';
import type { DropletSpec } from '../runtime';

/** Source addresses of a droplet's reserved IP: behind it stands the anchor, as on DigitalOcean. */
const ANCHOR_NETWORK = '10.17.0';
/** The router's own address in each range; nothing answers there. */
export const PUBLIC_GATEWAY = '203.0.113.1';
export const ANCHOR_GATEWAY = `${ANCHOR_NETWORK}.1`;

/** All that a droplet's place in the network follows from its public address, whose last byte is its index. */
export interface Place {
  readonly index: number;
  /** The router's ends of the droplet's two cables. */
  readonly publicLink: string;
  readonly privateLink: string;
  readonly publicMac: string;
  readonly privateMac: string;
  readonly anchor: string;
  /** Where cloud-init asks the metadata service from before it knows its addresses. */
  readonly linkLocal: string;
}

export function placeOf(droplet: Pick<DropletSpec, 'publicIp'>): Place {
  const index = Number(droplet.publicIp.split('.')[3]);
  const byte = index.toString(16).padStart(2, '0');
  return {
    index,
    publicLink: `p${index}`,
    privateLink: `v${index}`,
    publicMac: `02:00:00:00:01:${byte}`,
    privateMac: `02:00:00:01:01:${byte}`,
    anchor: `${ANCHOR_NETWORK}.${index}`,
    linkLocal: `169.254.1.${index}`,
  };
}

/** First address of a range, which the router holds, and its netmask. */
export function gatewayOf(cidr: string): { readonly address: string; readonly netmask: string } {
  const [network, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const bytes = [...network.octets];
  bytes[3]! += 1;
  return { address: bytes.join('.'), netmask: ipaddr.IPv4.subnetMaskFromPrefixLength(bits).toString() };
}
