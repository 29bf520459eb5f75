import * as ipaddr from 'ipaddr.js';
import { FIRST_RESERVED_IP, PUBLIC_RANGE } from '../../addresses';
import { clustersOf } from '../../managed-mysql/model';
import { unprocessable } from '../errors';
import type { State, Vpc } from '../model';

const PREFIX = PUBLIC_RANGE.replace(/\.\d+\/\d+$/, '');
const LAST_PUBLIC = 191;
const LAST_RESERVED = 250;
export const PUBLIC_GATEWAY = `${PREFIX}.1`;

/** The lowest free public address. A state change and its allocation are one step: nothing is awaited in between. */
export function allocatePublicAddress(state: State): string {
  const taken = new Set([...state.droplets, ...databaseNodes(state)].map(({ publicIp }) => publicIp));
  return lowest(2, LAST_PUBLIC, taken, 'the local cloud has no public address left for a droplet');
}

export function allocateReservedIp(state: State): string {
  const taken = new Set(state.reservedIps.map((reserved) => reserved.ip));
  const first = Number(FIRST_RESERVED_IP.split('.')[3]);
  return lowest(first, LAST_RESERVED, taken, 'the local cloud has no reserved IP left');
}

/** The lowest free address of a VPC. The network's own, the router's and the broadcast address are nobody's. */
export function allocatePrivateAddress(state: State, vpc: Vpc): string {
  const taken = new Set(
    [...state.droplets, ...databaseNodes(state)]
      .filter(({ vpcId }) => vpcId === vpc.id)
      .map(({ privateIp }) => privateIp),
  );
  const [network, bits] = ipaddr.IPv4.parseCIDR(vpc.ipRange);
  const base = network.octets.reduce((sum, byte) => sum * 256 + byte, 0);
  for (let offset = 2; offset < 2 ** (32 - bits) - 1; offset++) {
    const value = base + offset;
    const address = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
    if (!taken.has(address)) return address;
  }
  throw unprocessable(`VPC ${vpc.name} has no address left`);
}

/** Droplets in all but their owner: they share the ranges. */
function databaseNodes(state: State) {
  return clustersOf(state).flatMap(({ nodes, vpcId }) => nodes.map((node) => ({ ...node, vpcId })));
}

export function vpcGateway(vpc: Vpc): { netmask: string; gateway: string } {
  const [network, bits] = ipaddr.IPv4.parseCIDR(vpc.ipRange);
  const gateway = [...network.octets.slice(0, 3), network.octets[3]! + 1].join('.');
  return { netmask: ipaddr.IPv4.subnetMaskFromPrefixLength(bits).toString(), gateway };
}

function lowest(first: number, last: number, taken: ReadonlySet<string>, complaint: string): string {
  for (let byte = first; byte <= last; byte++) if (!taken.has(`${PREFIX}.${byte}`)) return `${PREFIX}.${byte}`;
  throw unprocessable(complaint);
}
