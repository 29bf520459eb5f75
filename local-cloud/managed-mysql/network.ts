import type { State } from '../api/model';
import { NO_EDGE, type FirewallRule, type FirewallSpec, type Peers, type RecordSpec, type ZoneSpec } from '../runtime';
import { clustersOf, isMigrating, type DatabaseCluster, type OnlineMigration } from './model';
import { DATABASE_DOMAIN, MYSQL_PORT, hostsOf } from './names';
import { nodeBehind } from './nodes';

/** Seconds. A failover is seen by callers after that; DigitalOcean's own figure was not measured. */
const TTL = 5;
const NOBODY: Peers = { addresses: [], dropletIds: [], tags: [] };

/** The trusted sources as a firewall of the cluster's nodes: MySQL from them, and from one another. */
export function databaseFirewalls(state: State): FirewallSpec[] {
  return clustersOf(state).map((cluster) => {
    const own: Peers = { ...NOBODY, dropletIds: cluster.nodes.map(({ id }) => id) };
    const mysql = (peers: Peers): FirewallRule => ({
      protocol: 'tcp',
      ports: { first: MYSQL_PORT, last: MYSQL_PORT },
      peers,
    });
    return {
      id: cluster.id,
      dropletIds: own.dropletIds,
      tags: [],
      inbound: [mysql(trusted(cluster)), mysql(own)],
      outbound: [mysql(own), ...(isMigrating(cluster) ? [toSource(cluster.migration)] : [])],
    };
  });
}

function toSource({ port }: OnlineMigration): FirewallRule {
  return { protocol: 'tcp', ports: { first: port, last: port }, peers: { ...NOBODY, addresses: ['0.0.0.0/0'] } };
}

function trusted({ trustedSources }: DatabaseCluster): Peers {
  const values = (type: string) => trustedSources.filter((one) => one.type === type).map(({ value }) => value);
  if (trustedSources.length === 0) return { ...NOBODY, addresses: ['0.0.0.0/0'] };
  return { addresses: values('ip_addr'), dropletIds: values('droplet').map(Number), tags: values('tag') };
}

/** The zone of the names of clusters and replicas; each leads to who serves it now. */
export function databaseZones(state: State): ZoneSpec[] {
  const records = clustersOf(state).flatMap((cluster) => [
    ...recordsOf(state, cluster),
    ...cluster.replicas.flatMap(({ name }) => recordsOf(state, cluster, name)),
  ]);
  if (records.length === 0) return [];
  return [{ name: DATABASE_DOMAIN, records, edge: NO_EDGE }];
}

function recordsOf(state: State, cluster: DatabaseCluster, replica?: string): RecordSpec[] {
  const node = nodeBehind(cluster, replica);
  if (!node) return [];
  const hosts = hostsOf(state.accountId, replica ?? cluster.name);
  const record = (name: string, content: string): RecordSpec => ({
    name,
    type: 'A',
    content,
    ttl: TTL,
    proxied: false,
  });
  return [record(hosts.public, node.publicIp), record(hosts.private, node.privateIp)];
}
