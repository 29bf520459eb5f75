import * as ipaddr from 'ipaddr.js';
import {
  API_PORT,
  INTERNET_ADDRESS,
  INTERNET_PORT,
  METADATA_ADDRESS,
  RESOLVER_ADDRESS,
  SPACES_PORT,
} from '../addresses';
import type { DropletSpec, FirewallRule, FirewallSpec, NetworkState, Peers } from '../runtime';
import { OUTSIDE, OUTSIDERS, OUTSIDE_LINKS, outsideLink } from './outside';
import { placeOf } from './topology';

/**
 * The router's packet filter: one table, replaced as a whole in one transaction, so that established flows survive.
 * Enforces who may send from which address, private sides (links `v*`) that only members of their VPC reach, reserved IPs, and each
 * droplet's firewalls. Metadata, resolver and the cloud's API answer droplets whatever a firewall says; the way to the
 * Internet is open to droplets that may connect there.
 */
export function renderPacketFilter(state: NetworkState): string {
  const filtered = state.droplets
    .map((droplet) => ({ droplet, firewalls: state.firewalls.filter((firewall) => covers(firewall, droplet)) }))
    .filter(({ firewalls }) => firewalls.length > 0);
  const reserved = reservedAnchors(state);
  const links = (droplet: DropletSpec) => `{ "${placeOf(droplet).publicLink}", "${placeOf(droplet).privateLink}" }`;
  return `add table ip cloud
delete table ip cloud
table ip cloud {
  map reserved { type ipv4_addr : ipv4_addr${elements(reserved.map(({ ip, anchor }) => `${ip} : ${anchor}`))} }
  map anchors { type ipv4_addr : ipv4_addr${elements(reserved.map(({ ip, anchor }) => `${anchor} : ${ip}`))} }
  set own { type ifname . ipv4_addr${elements(state.droplets.flatMap(ownAddresses))} }

  chain own_address {
    type filter hook prerouting priority raw
    iifname "lo" accept
    iifname . ip saddr @own accept
${OUTSIDERS.map((outsider) => `    iifname "${outsideLink(outsider)}" ip saddr ${OUTSIDE[outsider].range} accept\n`).join('')}    drop
  }
  chain reserved_in { type nat hook prerouting priority dstnat; dnat to ip daddr map @reserved; }
  chain reserved_out { type nat hook postrouting priority srcnat; snat to ip saddr map @anchors; }
  chain to_router {
    type filter hook input priority filter; policy drop
    ct state established,related accept
    iifname "lo" accept
    ip protocol icmp accept
    ip daddr ${RESOLVER_ADDRESS} meta l4proto { tcp, udp } th dport 53 accept
    iifname "${OUTSIDE_LINKS}" drop
${filtered.map(({ droplet }) => `    iifname ${links(droplet)} ip daddr ${INTERNET_ADDRESS} jump out_${placeOf(droplet).index}\n`).join('')}    ip daddr ${INTERNET_ADDRESS} tcp dport ${INTERNET_PORT} accept
    ip daddr ${METADATA_ADDRESS} tcp dport { 80, ${API_PORT}, ${SPACES_PORT} } accept
  }
  chain through {
    type filter hook forward priority filter; policy accept
    ct state established,related accept
    ct state invalid drop
    oifname "lo" drop comment "a reserved IP that no droplet has"
    iifname "v*" oifname != "v*" drop
    iifname != "v*" oifname "v*" drop
${state.vpcs.map((vpc) => vpcRules(state.droplets.filter((droplet) => droplet.vpcId === vpc.id))).join('')}${filtered
    .map(
      ({ droplet }) =>
        `    iifname ${links(droplet)} jump out_${placeOf(droplet).index}\n    oifname ${links(droplet)} jump in_${placeOf(droplet).index}\n`,
    )
    .join('')}  }
${filtered
  .map(({ droplet, firewalls }) => {
    const index = placeOf(droplet).index;
    return (
      chain(
        `in_${index}`,
        firewalls.flatMap((firewall) => firewall.inbound),
        'saddr',
        state,
      ) +
      chain(
        `out_${index}`,
        firewalls.flatMap((firewall) => firewall.outbound),
        'daddr',
        state,
      )
    );
  })
  .join('')}}
`;
}

/** The reserved IPs alone, as a change to the table that is there: a move is to take few milliseconds. */
export function renderReservedIps(state: NetworkState): string {
  const reserved = reservedAnchors(state);
  const fill = (map: string, pairs: string[]) =>
    `flush map ip cloud ${map}\n${pairs.length ? `add element ip cloud ${map} { ${pairs.join(', ')} }\n` : ''}`;
  return (
    fill(
      'reserved',
      reserved.map(({ ip, anchor }) => `${ip} : ${anchor}`),
    ) +
    fill(
      'anchors',
      reserved.map(({ ip, anchor }) => `${anchor} : ${ip}`),
    )
  );
}

/** Where each reserved IP leads: the anchor address of the droplet that has it. */
export function reservedAnchors(state: NetworkState): { ip: string; anchor: string }[] {
  return state.reservedIps.flatMap(({ ip, dropletId }) => {
    const holder = state.droplets.find((droplet) => droplet.id === dropletId);
    return holder ? [{ ip: text(ip), anchor: text(placeOf(holder).anchor) }] : [];
  });
}

function covers(firewall: FirewallSpec, droplet: DropletSpec): boolean {
  return firewall.dropletIds.includes(droplet.id) || firewall.tags.some((tag) => droplet.tags.includes(tag));
}

function ownAddresses(droplet: DropletSpec): string[] {
  const place = placeOf(droplet);
  return [
    ...[droplet.publicIp, place.anchor, place.linkLocal].map((address) => `"${place.publicLink}" . ${text(address)}`),
    `"${place.privateLink}" . ${text(droplet.privateIp)}`,
  ];
}

/**
 * Members of a VPC reach nobody else's private side. Cloud firewalls know TCP, UDP and ICMP only, so VRRP (protocol 112)
 * between members passes whatever they say.
 */
function vpcRules(members: readonly DropletSpec[]): string {
  if (members.length === 0) return '';
  const links = `{ ${members.map((droplet) => `"${placeOf(droplet).privateLink}"`).join(', ')} }`;
  return `    iifname ${links} oifname ${links} ip protocol 112 accept\n    iifname ${links} oifname "v*" oifname != ${links} drop\n`;
}

function chain(name: string, rules: readonly FirewallRule[], side: 'saddr' | 'daddr', state: NetworkState): string {
  return `  chain ${name} {\n${rules.map((rule) => ruleText(rule, side, state)).join('')}    drop\n  }\n`;
}

function ruleText(rule: FirewallRule, side: 'saddr' | 'daddr', state: NetworkState): string {
  const addresses = peerAddresses(rule.peers, state);
  if (addresses.length === 0) return '';
  const who = addresses.includes('0.0.0.0/0') ? '' : `ip ${side} { ${addresses.join(', ')} } `;
  if (rule.protocol === 'icmp') return `    ${who}ip protocol icmp return\n`;
  const protocol = rule.protocol === 'tcp' ? 'tcp' : 'udp';
  if (!rule.ports) return `    ${who}meta l4proto ${protocol} return\n`;
  const [first, last] = [portText(rule.ports.first), portText(rule.ports.last)];
  return `    ${who}${protocol} dport ${first === last ? first : `${first}-${last}`} return\n`;
}

/** IPv4 only: the network has no IPv6, so a rule for it matches nothing. */
function peerAddresses(peers: Peers, state: NetworkState): string[] {
  const droplets = state.droplets.filter(
    (droplet) => peers.dropletIds.includes(droplet.id) || peers.tags.some((tag) => droplet.tags.includes(tag)),
  );
  const own = droplets.flatMap((droplet) => [droplet.publicIp, droplet.privateIp, placeOf(droplet).anchor]);
  return [...new Set([...peers.addresses.filter((address) => !address.includes(':')), ...own].map(text))].sort();
}

/** An IPv4 address or range as nft's grammar has it; nothing else gets into the rules. */
function text(address: string): string {
  const { IPv4 } = ipaddr;
  if (IPv4.isValidFourPartDecimal(address)) return address;
  if (IPv4.isValidCIDRFourPartDecimal(address))
    return `${IPv4.networkAddressFromCIDR(address).toString()}/${IPv4.parseCIDR(address)[1]}`;
  throw new Error(`not an IPv4 address or range: ${JSON.stringify(address)}`);
}

function portText(port: number): string {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`not a port: ${String(port)}`);
  return String(port);
}

function elements(list: readonly string[]): string {
  return list.length === 0 ? ';' : `; elements = { ${list.join(', ')} };`;
}
