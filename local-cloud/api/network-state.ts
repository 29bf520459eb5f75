import * as ipaddr from 'ipaddr.js';
import { isSize, sizeOf } from './digitalocean/catalog';
import { domainZones } from './digitalocean/domains/domain-zones';
import { ruleProblem } from './digitalocean/firewall-rules';
import { isUsableRange } from './digitalocean/ranges';
import type { Droplet, Firewall, FirewallRuleBody, OriginPullCertificate, RulePeers, State, Vpc, Zone } from './model';
import type {
  DropletSpec,
  FirewallRule,
  FirewallSpec,
  NetworkState,
  Peers,
  RecordSpec,
  VolumeSpec,
  ZoneSpec,
} from '../runtime';
import { clustersOf } from '../managed-mysql/model';
import { databaseFirewalls, databaseZones } from '../managed-mysql/network';
import { nodeSpecOf } from '../managed-mysql/nodes';
import { isKeyOf } from './cloudflare/origin-ca';
import { SETTINGS, settingOf } from './cloudflare/setting-defaults';
import type { Volume } from './model';

/** A resource that is in the state and not in the network. */
export interface Unapplied {
  readonly kind: string;
  readonly id: string;
  readonly why: string;
}

/**
 * What the network must look like for a state. Pure. A resource that cannot be rendered is left out and named: the routes refuse such
 * a one, but a state may have been written by an earlier version.
 */
export function networkStateOf(state: State): { network: NetworkState; unapplied: Unapplied[] } {
  const unapplied: Unapplied[] = [];
  const leave = (kind: string, id: string | number, why: string) => unapplied.push({ kind, id: String(id), why });
  const vpcs = state.vpcs.filter((vpc) => {
    if (isUsableRange(vpc.ipRange)) return true;
    leave('VPC', vpc.id, `'${vpc.ipRange}' is not a private IPv4 network`);
    return false;
  });
  const droplets = state.droplets.flatMap((droplet) => {
    const why = dropletProblem(droplet, vpcs);
    if (why) leave('droplet', droplet.id, why);
    return why ? [] : [dropletSpecOf(state, droplet)];
  });
  const holders = new Set<number>();
  const reservedIps = state.reservedIps.filter(({ ip, dropletId }) => {
    const taken = dropletId !== null && holders.has(dropletId);
    if (dropletId !== null) holders.add(dropletId);
    if (taken) leave('reserved IP', ip, `droplet ${dropletId} has another one`);
    return !taken;
  });
  const members = new Set([...droplets, ...clustersOf(state)].map(({ vpcId }) => vpcId));
  const network: NetworkState = {
    // A region's default VPC exists for the router when somebody is in it.
    vpcs: vpcs
      .filter(({ id, isDefault }) => !isDefault || members.has(id))
      .map((vpc) => ({ id: vpc.id, cidr: vpc.ipRange })),
    droplets: [
      ...droplets,
      ...clustersOf(state).flatMap((cluster) => cluster.nodes.map((node) => nodeSpecOf(cluster, node))),
    ],
    firewalls: [...state.firewalls.map((one) => firewallSpecOf(one, leave)), ...databaseFirewalls(state)],
    reservedIps: reservedIps.map(({ ip, dropletId }) => ({ ip, dropletId })),
    zones: [...state.zones.map((zone) => zoneSpecOf(zone, leave)), ...databaseZones(state), ...domainZones(state)],
    originCa: state.originCa.certificate,
  };
  return { network, unapplied };
}

type Leave = (kind: string, id: string | number, why: string) => void;

function dropletProblem(droplet: Droplet, vpcs: readonly Vpc[]): string | undefined {
  if (!isSize(droplet.size)) return `there is no size '${droplet.size}'`;
  if (!vpcs.some(({ id }) => id === droplet.vpcId)) return `there is no VPC ${droplet.vpcId}`;
  const wrong = [droplet.publicIp, droplet.privateIp].find((address) => !ipaddr.IPv4.isValidFourPartDecimal(address));
  return wrong === undefined ? undefined : `'${wrong}' is not an IPv4 address`;
}

export function dropletSpecOf(state: State, droplet: Droplet): DropletSpec {
  const size = sizeOf(droplet.size);
  return {
    id: droplet.id,
    name: droplet.name,
    region: droplet.region,
    image: droplet.image,
    vcpus: size.vcpus,
    memoryMb: size.memory,
    diskGb: droplet.disk ?? size.disk,
    tags: droplet.tags,
    userData: droplet.userData,
    sshKeys: state.sshKeys.filter((key) => droplet.sshKeyIds.includes(key.id)).map((key) => key.publicKey),
    publicIp: droplet.publicIp,
    privateIp: droplet.privateIp,
    vpcId: droplet.vpcId,
  };
}

export function volumeSpecOf(volume: Volume): VolumeSpec {
  return { id: volume.id, name: volume.name, sizeGb: volume.sizeGb, filesystem: volume.filesystem };
}

/** Without its wrong rules: less is let through. */
function firewallSpecOf(firewall: Firewall, leave: Leave): FirewallSpec {
  const rules = (all: readonly FirewallRuleBody[]) =>
    all.filter((rule) => {
      const why = ruleProblem(rule);
      if (why) leave('firewall', firewall.id, why);
      return !why;
    });
  return {
    id: firewall.id,
    dropletIds: firewall.dropletIds,
    tags: firewall.tags,
    inbound: rules(firewall.inbound).map((rule) => ruleOf(rule, rule.sources)),
    outbound: rules(firewall.outbound).map((rule) => ruleOf(rule, rule.destinations)),
  };
}

function ruleOf(rule: FirewallRuleBody, peers: RulePeers | undefined): FirewallRule {
  return { protocol: rule.protocol, ports: portsOf(rule), peers: peersOf(peers) };
}

function portsOf({ ports }: FirewallRuleBody): FirewallRule['ports'] {
  if (ports === undefined || ports === '' || ports === 'all' || ports === '0') return null;
  const [first, last] = ports.split('-').map(Number);
  return { first: first!, last: last ?? first! };
}

function peersOf(peers: RulePeers | undefined): Peers {
  return { addresses: peers?.addresses ?? [], dropletIds: peers?.droplet_ids ?? [], tags: peers?.tags ?? [] };
}

interface SecurityHeader {
  readonly strict_transport_security: {
    readonly enabled: boolean;
    readonly max_age: number;
    readonly include_subdomains: boolean;
    readonly preload: boolean;
  };
}

/** With Cloudflare's default in place of a value that the setting cannot have. */
function zoneSpecOf(zone: Zone, leave: Leave): ZoneSpec {
  const setting = <T>(id: string): T => {
    const value = settingOf(zone, id);
    if (SETTINGS[id]!.fits(value)) return value as T;
    leave('zone', zone.id, `${id} cannot be ${JSON.stringify(value)}`);
    return SETTINGS[id]!.initial as T;
  };
  const { enabled, max_age, include_subdomains, preload } =
    setting<SecurityHeader>('security_header').strict_transport_security;
  return {
    name: zone.name,
    records: zone.records.map((record): RecordSpec => ({
      name: record.name,
      type: record.type as RecordSpec['type'],
      content: record.content,
      ttl: record.ttl,
      proxied: record.proxied && !zone.paused,
    })),
    edge: {
      ssl: setting('ssl'),
      minTlsVersion: setting('min_tls_version'),
      alwaysUseHttps: setting('always_use_https') === 'on',
      originPull: zone.originPullsEnabled ? originPullOf(zone, zone.originPullCertificates.at(-1), leave) : null,
      hsts: enabled
        ? `max-age=${max_age}${include_subdomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`
        : null,
    },
  };
}

function originPullOf(
  zone: Zone,
  pull: OriginPullCertificate | undefined,
  leave: Leave,
): ZoneSpec['edge']['originPull'] {
  if (!pull) return null;
  const { certificate, privateKey } = pull;
  if (isKeyOf(certificate, privateKey)) return { certificate, privateKey };
  leave('zone', zone.id, `the private key of client certificate ${pull.id} is not the certificate's`);
  return null;
}
