import { sizeOf } from './digitalocean/catalog';
import type { Droplet, Firewall, FirewallRuleBody, RulePeers, State, Zone } from './model';
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
import { settingOf } from './cloudflare/setting-defaults';
import type { Volume } from './model';

/** What the network must look like for a state. Pure. */
export function networkStateOf(state: State): NetworkState {
  return {
    vpcs: state.vpcs.map((vpc) => ({ id: vpc.id, cidr: vpc.ipRange })),
    droplets: [
      ...state.droplets.map((droplet) => dropletSpecOf(state, droplet)),
      ...clustersOf(state).flatMap((cluster) => cluster.nodes.map((node) => nodeSpecOf(cluster, node))),
    ],
    firewalls: [...state.firewalls.map(firewallSpecOf), ...databaseFirewalls(state)],
    reservedIps: state.reservedIps.map(({ ip, dropletId }) => ({ ip, dropletId })),
    zones: [...state.zones.map(zoneSpecOf), ...databaseZones(state)],
    originCa: state.originCa.certificate,
  };
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
    diskGb: size.disk,
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

function firewallSpecOf(firewall: Firewall): FirewallSpec {
  return {
    id: firewall.id,
    dropletIds: firewall.dropletIds,
    tags: firewall.tags,
    inbound: firewall.inbound.map((rule) => ruleOf(rule, rule.sources)),
    outbound: firewall.outbound.map((rule) => ruleOf(rule, rule.destinations)),
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

function zoneSpecOf(zone: Zone): ZoneSpec {
  const hsts = settingOf(zone, 'security_header') as {
    strict_transport_security: { enabled: boolean; max_age: number; include_subdomains: boolean; preload: boolean };
  };
  const { enabled, max_age, include_subdomains, preload } = hsts.strict_transport_security;
  const certificate = zone.originPullsEnabled ? zone.originPullCertificates.at(-1) : undefined;
  return {
    name: zone.name,
    records: zone.records.map((record): RecordSpec => ({
      name: record.name,
      type: record.type as RecordSpec['type'],
      content: record.content,
      ttl: record.ttl,
      proxied: record.proxied,
    })),
    edge: {
      ssl: settingOf(zone, 'ssl') as ZoneSpec['edge']['ssl'],
      minTlsVersion: settingOf(zone, 'min_tls_version') as ZoneSpec['edge']['minTlsVersion'],
      alwaysUseHttps: settingOf(zone, 'always_use_https') === 'on',
      originPull: certificate ? { certificate: certificate.certificate, privateKey: certificate.privateKey } : null,
      hsts: enabled
        ? `max-age=${max_age}${include_subdomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`
        : null,
    },
  };
}
