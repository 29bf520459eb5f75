import { bool, legacyId, number, string, type Attribute } from '../framework/schema';
import { notEmpty, oneOf } from '../framework/validators';
import { resource } from './client';

const optional = {
  number: () => number().optional().computed(),
  string: () => string().optional().computed(),
  bool: () => bool().optional().computed(),
};

const settings = {
  backup_hour: optional.number(),
  backup_minute: optional.number(),
  binlog_retention_period: optional.number(),
  connect_timeout: optional.number(),
  default_time_zone: optional.string(),
  group_concat_max_len: optional.number(),
  information_schema_stats_expiry: optional.number(),
  innodb_ft_min_token_size: optional.number(),
  innodb_ft_server_stopword_table: optional.string(),
  innodb_lock_wait_timeout: optional.number(),
  innodb_log_buffer_size: optional.number(),
  innodb_online_alter_log_max_size: optional.number(),
  innodb_print_all_deadlocks: optional.bool(),
  innodb_rollback_on_timeout: optional.bool(),
  interactive_timeout: optional.number(),
  internal_tmp_mem_storage_engine: optional.string().validate(oneOf('TempTable', 'MEMORY')),
  long_query_time: optional.number(),
  max_allowed_packet: optional.number(),
  max_heap_table_size: optional.number(),
  net_read_timeout: optional.number(),
  net_write_timeout: optional.number(),
  slow_query_log: optional.bool(),
  sort_buffer_size: optional.number(),
  sql_mode: optional.string(),
  sql_require_primary_key: optional.bool(),
  tmp_table_size: optional.number(),
  wait_timeout: optional.number(),
};
type Setting = keyof typeof settings;
const NAMES = Object.keys(settings) as Setting[];
/** What the older SDK writes for a setting that the API does not mention. */
const ZERO = { number: 0, string: '', bool: false };

export const databaseMysqlConfig = resource({
  sdkv2: true,
  fields: { ...legacyId, cluster_id: string().required().forceNew().validate(notEmpty), ...settings },
  async create({ planned, client }) {
    const path = `/v2/databases/${planned.cluster_id}/config`;
    await client.patch(path, { config: request(planned) });
    return { id: `${planned.cluster_id}/mysql-config`, ...attributes(await client.get(path)) };
  },
  async read({ cluster_id }, client) {
    const found = await client.find(`/v2/databases/${cluster_id}/config`);
    return found && attributes(found);
  },
  async update({ planned, client }) {
    const path = `/v2/databases/${planned.cluster_id}/config`;
    await client.patch(path, { config: request(planned) });
    return attributes(await client.get(path));
  },
  /** There is no way back: the settings stay with the cluster. */
  delete: () => Promise.resolve(),
});

/** To the older SDK a zero is a setting that was not made; false is one. */
function request(planned: Partial<Record<Setting, number | string | boolean | null>>): object {
  return Object.fromEntries(
    NAMES.map((name) => [name, planned[name]]).filter(([, value]) => value === false || Boolean(value)),
  );
}

function attributes({ config }: any): Record<string, unknown> {
  const typeOf = (name: Setting) => (settings[name] as Attribute<unknown>).spec.type as keyof typeof ZERO;
  return Object.fromEntries(NAMES.map((name) => [name, config[name] ?? ZERO[typeOf(name)]]));
}
