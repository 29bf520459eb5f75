import * as ipaddr from 'ipaddr.js';
import type { PlannedChange } from './planned-change';

type Attributes = Readonly<Record<string, unknown>>;

/** One peer that a firewall lets through, on one range of ports. */
interface Access {
  readonly direction: 'inbound' | 'outbound';
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** A range of addresses, or a tag, droplet or other group of the account. */
  readonly peer: { readonly cidr: string } | { readonly group: string };
}

const ALL_PORTS = { from: 0, to: 65535 };
const DIRECTIONS = [
  { direction: 'inbound', block: 'inbound_rule', prefix: 'source_' },
  { direction: 'outbound', block: 'outbound_rule', prefix: 'destination_' },
] as const;
/** Ports on which a web site is published. */
const PUBLISHED = [80, 443];
const EVERYBODY = ['0.0.0.0/0', '::/0'];

/** True when addresses may connect after the change that could not before; also when that is only known after the apply. */
export function widensAccess({ type, before, after, unknown }: PlannedChange): boolean {
  if (type === 'digitalocean_database_firewall') {
    // DigitalOcean opens a database without trusted sources to everybody.
    if (rows(after.rule).length === 0 && rows(before.rule).length > 0) return true;
    if (unknown.rule === true || rows(unknown.rule).some(({ type, value }) => type === true || value === true))
      return true;
  }
  if (DIRECTIONS.some(({ block, prefix }) => hasUnknownAddresses(unknown[block], `${prefix}addresses`))) return true;
  const allowed = accessesOf(type, before);
  return accessesOf(type, after).some((one) => 'cidr' in one.peer && !isCovered(one, allowed));
}

/** True when a port that some addresses could reach is open to none of them after the change. */
export function closesPublishedPort({ type, before, after }: PlannedChange): boolean {
  const published = (attributes: Attributes) =>
    accessesOf(type, attributes)
      .filter(({ direction, peer }) => direction === 'inbound' && 'cidr' in peer)
      .map((one) => ({ ...one, peer: { group: 'addresses' } }));
  const open = published(after);
  return published(before).some((one) => !isCovered(one, open));
}

/** True when everybody may connect to something else than a web site's ports. */
export function opensToEverybody({ type, after }: PlannedChange): boolean {
  return accessesOf(type, after).some(
    ({ direction, protocol, from, to, peer }) =>
      direction === 'inbound' &&
      protocol !== 'icmp' &&
      'cidr' in peer &&
      EVERYBODY.includes(peer.cidr) &&
      !(from === to && PUBLISHED.includes(from)),
  );
}

function accessesOf(type: string, attributes: Attributes): Access[] {
  if (type === 'digitalocean_database_firewall') return rows(attributes.rule).map(trustedSource);
  return DIRECTIONS.flatMap(({ direction, block, prefix }) =>
    rows(attributes[block]).flatMap((rule) => {
      const ports = portsOf(rule.port_range);
      return peersOf(rule, prefix).map((peer) => ({ direction, protocol: text(rule.protocol), ...ports, peer }));
    }),
  );
}

function trustedSource({ type, value }: Attributes): Access {
  const peer = type === 'ip_addr' ? { cidr: text(value) } : { group: `${text(type)} ${text(value)}` };
  return { direction: 'inbound', protocol: 'tcp', ...ALL_PORTS, peer };
}

function peersOf(rule: Attributes, prefix: string): Access['peer'][] {
  return Object.entries(rule)
    .filter(([name]) => name.startsWith(prefix))
    .flatMap(([name, values]) =>
      (Array.isArray(values) ? values : []).map((value) =>
        name === `${prefix}addresses` ? { cidr: text(value) } : { group: `${name} ${text(value)}` },
      ),
    );
}

/** `80`, `8000-8999`; `all`, `0` and nothing are every port. */
function portsOf(range: unknown): { from: number; to: number } {
  const [from = 0, to = from] = /^\d+(-\d+)?$/.test(text(range)) ? text(range).split('-').map(Number) : [];
  return from === 0 ? ALL_PORTS : { from, to };
}

/** Whether the others together let this peer through on each of its ports. */
function isCovered(one: Access, others: readonly Access[]): boolean {
  let next = one.from;
  const matching = others
    .filter((other) => other.direction === one.direction && other.protocol === one.protocol)
    .filter((other) => includesPeer(other.peer, one.peer))
    .sort((a, b) => a.from - b.from);
  for (const { from, to } of matching) if (from <= next) next = Math.max(next, to + 1);
  return next > one.to;
}

function includesPeer(wide: Access['peer'], narrow: Access['peer']): boolean {
  if ('cidr' in wide) return 'cidr' in narrow && includesRange(wide.cidr, narrow.cidr);
  return 'group' in narrow && wide.group === narrow.group;
}

function includesRange(wide: string, narrow: string): boolean {
  const [outer, inner] = [rangeOf(wide), rangeOf(narrow)];
  if (!outer || !inner || outer[0].kind() !== inner[0].kind()) return wide === narrow;
  return inner[1] >= outer[1] && inner[0].match(outer);
}

function rangeOf(cidr: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  try {
    if (cidr.includes('/')) return ipaddr.parseCIDR(cidr);
    const address = ipaddr.parse(cidr);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    return undefined;
  }
}

function hasUnknownAddresses(unknown: unknown, name: string): boolean {
  return unknown === true || rows(unknown).some((rule) => [rule[name]].flat().includes(true));
}

function rows(value: unknown): readonly Attributes[] {
  return Array.isArray(value) ? value.filter((one): one is Attributes => typeof one === 'object' && one !== null) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
