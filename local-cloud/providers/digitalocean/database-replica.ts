import { PartlyCreated } from '../framework/diagnostics';
import { legacyId, number, set, string } from '../framework/schema';
import { notEmpty } from '../framework/validators';
import { present, until } from '../http';
import { isTag, lowerCase, resource, type Client } from './client';

export const databaseReplica = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    cluster_id: string().required().forceNew().validate(notEmpty),
    name: string().required().forceNew().validate(notEmpty),
    region: string().optional().forceNew().stored(lowerCase),
    size: string().optional(),
    private_network_uuid: string().optional().computed().forceNew().validate(notEmpty),
    storage_size_mib: string().optional().computed(),
    tags: set(string().validate(isTag)).optional().forceNew(),
    uuid: string().computed().forceNew(),
    host: string().computed(),
    private_host: string().computed(),
    port: number().computed(),
    database: string().computed(),
    user: string().computed(),
    password: string().computed().sensitive(),
    uri: string().computed().sensitive(),
    private_uri: string().computed().sensitive(),
  },
  async create({ planned: p, client }) {
    const { cluster_id: cluster, name, region, size, private_network_uuid } = p;
    await client.post(`/v2/databases/${cluster}/replicas`, {
      ...present({ name, region, size, private_network_uuid }),
      ...(p.tags?.length && { tags: p.tags }),
      ...(p.storage_size_mib && { storage_size_mib: Number(p.storage_size_mib) }),
    });
    const id = `${cluster}/replicas/${name}`;
    try {
      return { id, ...(await online(client, cluster, name)) };
    } catch (error) {
      throw new PartlyCreated({ id }, error);
    }
  },
  async read({ cluster_id, name }, client) {
    const found = await client.find(`/v2/databases/${cluster_id}/replicas/${name}`);
    return found && attributes(found.replica);
  },
  async update({ prior, planned: p, client }) {
    const storage = p.storage_size_mib !== prior.storage_size_mib;
    if (p.size !== prior.size || storage) {
      const more = storage && { storage_size_mib: Number(p.storage_size_mib) };
      await client.put(`/v2/databases/${prior.uuid}/resize`, { size: p.size, num_nodes: 1, ...more });
    }
    return online(client, p.cluster_id, p.name);
  },
  delete: ({ cluster_id, name }, client) => client.delete(`/v2/databases/${cluster_id}/replicas/${name}`),
});

function online(client: Client, cluster: string, name: string) {
  return until(
    async () => {
      const { replica } = await client.get(`/v2/databases/${cluster}/replicas/${name}`);
      return replica.status === 'online' ? attributes(replica) : undefined;
    },
    `replica ${name} to be online`,
    1800,
  );
}

function attributes({ connection, private_connection: inside, ...r }: any) {
  return {
    uuid: r.id,
    name: r.name,
    region: r.region,
    ...(r.size && { size: r.size }),
    storage_size_mib: String(r.storage_size_mib),
    private_network_uuid: r.private_network_uuid,
    ...(r.tags?.length && { tags: r.tags }),
    host: connection.host,
    private_host: inside.host,
    port: connection.port,
    database: connection.database,
    user: connection.user,
    password: connection.password,
    uri: connection.uri,
    private_uri: inside.uri,
  };
}
