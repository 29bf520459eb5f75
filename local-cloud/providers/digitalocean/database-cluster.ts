import { AttributeError, PartlyCreated } from '../framework/diagnostics';
import { block, legacyId, list, number, set, string } from '../framework/schema';
import { notEmpty, oneOf } from '../framework/validators';
import { present, until } from '../http';
import { isTag, lowerCase, resource, type Client } from './client';

const ENGINES = ['pg', 'mysql', 'redis', 'valkey', 'mongodb', 'kafka', 'opensearch'];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const POLICIES = ['noeviction', 'allkeys_lru', 'allkeys_random', 'volatile_lru', 'volatile_random', 'volatile_ttl'];
/** The API writes '02:00' as '02:00:00'. */
const sameHour = (prior: string, configured: string) => prior.slice(0, 5) === configured.slice(0, 5);

export const databaseCluster = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    name: string().required().forceNew().validate(notEmpty),
    engine: string()
      .required()
      .forceNew()
      .validate(oneOf(...ENGINES)),
    version: string().optional(),
    size: string().required().validate(notEmpty),
    region: string().required().stored(lowerCase).validate(notEmpty),
    node_count: number()
      .required()
      .validate((nodes: number) => (nodes === 0 ? 'must not be zero' : undefined)),
    private_network_uuid: string().optional().computed().forceNew().validate(notEmpty),
    project_id: string().optional().computed().forceNew().validate(notEmpty),
    storage_size_mib: string().optional().computed(),
    tags: set(string().validate(isTag)).optional(),
    maintenance_window: block.list({
      day: string()
        .required()
        .validate(oneOf(...DAYS)),
      hour: string().required().same(sameHour),
    }),
    sql_mode: string().optional(),
    eviction_policy: string()
      .optional()
      .validate(oneOf(...POLICIES)),
    backup_restore: block.list(
      { database_name: string().required(), backup_created_at: string().optional() },
      { max: 1 },
    ),
    urn: string().computed(),
    host: string().computed(),
    private_host: string().computed(),
    port: number().computed(),
    database: string().computed(),
    user: string().computed(),
    password: string().computed().sensitive(),
    uri: string().computed().sensitive(),
    private_uri: string().computed().sensitive(),
    metrics_endpoints: list(string()).computed(),
    ui_host: string().computed(),
    ui_port: number().computed(),
    ui_database: string().computed(),
    ui_user: string().computed(),
    ui_password: string().computed().sensitive(),
    ui_uri: string().computed().sensitive(),
    timeouts: block.single({ create: string().optional() }),
  },
  plan({ config }) {
    const refuse = (name: string, why: string) => {
      throw new AttributeError([name], 'Invalid database cluster', why);
    };
    if (config.version === null) refuse('version', 'The argument "version" is now required');
    if (config.sql_mode !== null && config.engine !== 'mysql')
      refuse('sql_mode', 'sql_mode is only supported for MySQL Database Clusters');
    if (config.eviction_policy !== null && config.engine !== 'redis' && config.engine !== 'valkey')
      refuse('eviction_policy', 'eviction_policy is only supported for Redis or Valkey Database Clusters');
  },
  async create({ planned: p, client }) {
    if (p.backup_restore.length > 0)
      throw new AttributeError(
        ['backup_restore'],
        'Not on the local cloud',
        'The local cloud has no database backups.',
      );
    const { name, engine, version, size, region, private_network_uuid } = p;
    const { id } = (
      await client.post('/v2/databases', {
        ...present({ name, engine, version, size, region, num_nodes: p.node_count, private_network_uuid }),
        ...(p.tags?.length && { tags: p.tags }),
        project_id: p.project_id ?? '',
        ...(p.storage_size_mib && { storage_size_mib: Number(p.storage_size_mib) }),
        rules: null,
      })
    ).database;
    try {
      await online(client, id);
      const window = p.maintenance_window[0];
      if (window) await client.put(`/v2/databases/${id}/maintenance`, window);
      if (p.sql_mode) await client.put(`/v2/databases/${id}/sql_mode`, { sql_mode: p.sql_mode });
      return await look(client, id);
    } catch (error) {
      throw new PartlyCreated({ id }, error);
    }
  },
  async read({ id }, client) {
    return (await client.find(`/v2/databases/${id}`)) && look(client, id!);
  },
  async update({ prior, planned: p, client }) {
    const path = `/v2/databases/${prior.id}`;
    const storage = p.storage_size_mib !== prior.storage_size_mib;
    if (p.size !== prior.size || p.node_count !== prior.node_count || storage) {
      const more = storage && { storage_size_mib: Number(p.storage_size_mib) };
      await client.put(`${path}/resize`, { size: p.size, num_nodes: p.node_count, ...more });
      await online(client, prior.id!);
    }
    if (p.region !== prior.region) {
      await client.put(`${path}/migrate`, { region: p.region });
      await online(client, prior.id!);
    }
    if (p.version !== prior.version) await client.put(`${path}/upgrade`, { version: p.version });
    const [window] = p.maintenance_window;
    if (window && JSON.stringify(window) !== JSON.stringify(prior.maintenance_window[0]))
      await client.put(`${path}/maintenance`, window);
    if (p.sql_mode && p.sql_mode !== prior.sql_mode) await client.put(`${path}/sql_mode`, { sql_mode: p.sql_mode });
    const [before, after] = [prior.tags ?? [], p.tags ?? []];
    const resources = [{ resource_id: prior.id, resource_type: 'database' }];
    for (const tag of before.filter((one) => !after.includes(one)))
      await client.request('DELETE', `/v2/tags/${tag}/resources`, { resources });
    for (const tag of after.filter((one) => !before.includes(one))) {
      await client.post('/v2/tags', { name: tag });
      await client.post(`/v2/tags/${tag}/resources`, { resources });
    }
    return look(client, prior.id!);
  },
  delete: ({ id }, client) => client.delete(`/v2/databases/${id}`),
});

async function online(client: Client, id: string): Promise<void> {
  await until(
    async () => ((await client.get(`/v2/databases/${id}`)).database.status === 'online' ? true : undefined),
    `database cluster ${id} to be online`,
    1800,
  );
}

async function look(client: Client, id: string) {
  const { database: d } = await client.get(`/v2/databases/${id}`);
  const { maintenance_window: window, connection, private_connection: inside } = d;
  return {
    id: d.id,
    name: d.name,
    engine: d.engine,
    version: d.version,
    size: d.size,
    region: d.region,
    node_count: d.num_nodes,
    storage_size_mib: String(d.storage_size_mib),
    private_network_uuid: d.private_network_uuid,
    project_id: d.project_id,
    tags: d.tags ?? [],
    // One that nobody configured is the cloud's choice and is not kept.
    ...(window && { maintenance_window: [{ day: window.day, hour: window.hour }] }),
    urn: `do:dbaas:${d.id}`,
    host: connection.host,
    private_host: inside.host,
    port: connection.port,
    database: connection.database,
    user: connection.user,
    password: connection.password,
    uri: connection.uri,
    private_uri: inside.uri,
    metrics_endpoints: d.metrics_endpoints.map((at: any) => `https://${at.host}:${at.port}/metrics`),
    ui_host: null,
    ui_port: null,
    ui_database: null,
    ui_user: null,
    ui_password: null,
    ui_uri: null,
  };
}
