import { membersOf, type DatabaseCluster, type DatabaseReplica, type DatabaseUser } from '../../../managed-mysql/model';
import { MYSQL_PORT, hostsOf } from '../../../managed-mysql/names';
import type { State } from '../../model';
import { projectOf } from '../projects/membership';

const DATABASE = 'defaultdb';

export function clusterBody(state: State, cluster: DatabaseCluster) {
  const { id, name, version, size, region, status, tags, maintenance } = cluster;
  const { connection, private_connection } = connections(state, cluster, name);
  return {
    ...{ id, name, version, size, region, status, tags, connection, private_connection },
    engine: 'mysql',
    num_nodes: cluster.nodeCount,
    created_at: cluster.createdAt,
    private_network_uuid: cluster.vpcId,
    project_id: projectOf(state, cluster).id,
    storage_size_mib: cluster.storageMib,
    db_names: cluster.databases,
    users: cluster.users.map(userBody),
    maintenance_window: {
      day: maintenance.day,
      hour: `${maintenance.hour.slice(0, 5)}:00`,
      pending: false,
      description: [],
    },
    // Nothing answers there. Without any the real provider would plan a change for ever.
    metrics_endpoints: membersOf(cluster).map((_, i) => ({ host: connection.host, port: 9273 + i })),
  };
}

export function replicaBody(state: State, cluster: DatabaseCluster, replica: DatabaseReplica) {
  const { id, name, region, size, status, tags } = replica;
  return {
    ...{ id, name, region, size, status, tags },
    ...connections(state, cluster, name),
    created_at: replica.createdAt,
    private_network_uuid: cluster.vpcId,
    storage_size_mib: replica.storageMib,
  };
}

export function userBody({ name, role, password }: DatabaseUser) {
  return { name, role, password, mysql_settings: { auth_plugin: 'caching_sha2_password' } };
}

function connections(state: State, cluster: DatabaseCluster, name: string) {
  const hosts = hostsOf(state.accountId, name);
  const { name: user, password } = cluster.users.find(({ role }) => role === 'primary')!;
  const connection = (host: string) => ({
    ...{ protocol: 'mysql', host, port: MYSQL_PORT, database: DATABASE, user, password, ssl: true },
    uri: `mysql://${user}:${password}@${host}:${MYSQL_PORT}/${DATABASE}?ssl-mode=REQUIRED`,
  });
  return { connection: connection(hosts.public), private_connection: connection(hosts.private) };
}
