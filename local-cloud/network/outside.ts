import * as ipaddr from 'ipaddr.js';
import { ADMIN_ADDRESS, ADMIN_RANGE, EDGE_ADDRESS, EDGE_RANGE, VISITOR_ADDRESS, VISITOR_RANGE } from '../addresses';

/** Strangers to the cloud. Each has a network namespace with a cable to the router's, so that the packet filter forwards what they send. */
export const OUTSIDE = {
  visitors: { address: VISITOR_ADDRESS, range: VISITOR_RANGE },
  edge: { address: EDGE_ADDRESS, range: EDGE_RANGE },
  admins: { address: ADMIN_ADDRESS, range: ADMIN_RANGE },
} as const;
export type Outsider = keyof typeof OUTSIDE;
export const OUTSIDERS = Object.keys(OUTSIDE) as Outsider[];
/** Begin of the names of the router's ends of their cables; those of droplets begin with `p` and `v`. */
const LINK_PREFIX = 'net-';
export const OUTSIDE_LINKS = `${LINK_PREFIX}*`;

export function outsideLink(outsider: Outsider): string {
  return `${LINK_PREFIX}${outsider}`;
}

/** @param router the router's namespace, which has the run's name */
export function outsideNamespace(router: string, outsider: Outsider): string {
  return `${router}-${outsider}`;
}

/** The namespace that an address outside of the cloud belongs to. */
export function namespaceOfAddress(router: string, address: string): string {
  const outsider = OUTSIDERS.find((one) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(OUTSIDE[one].range)));
  if (!outsider) throw new Error(`${address} is in none of ${OUTSIDERS.map((one) => OUTSIDE[one].range).join(', ')}`);
  return outsideNamespace(router, outsider);
}
