/** Settings of a cluster as DigitalOcean names them (`mysql_advanced_config`). */
export type Settings = Readonly<Record<string, number | string | boolean>>;

const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const FLAG = { type: 'boolean' };

/** DigitalOcean's limits. */
export const SETTINGS_SCHEMA = {
  sql_mode: { type: 'string', pattern: '^[A-Z_]*(,[A-Z_]+)*$', maxLength: 1024 },
  connect_timeout: whole(2, 3600),
  default_time_zone: { type: 'string', pattern: '^[A-Za-z0-9_/+:-]{2,100}$' },
  group_concat_max_len: whole(4, 2 ** 64),
  information_schema_stats_expiry: whole(900, 31536000),
  innodb_ft_server_stopword_table: { type: 'string', pattern: '^[A-Za-z0-9_$]+/[A-Za-z0-9_$]+$', maxLength: 1024 },
  innodb_lock_wait_timeout: whole(1, 3600),
  innodb_log_buffer_size: whole(1048576, 4294967295),
  innodb_online_alter_log_max_size: whole(65536, 1099511627776),
  innodb_print_all_deadlocks: FLAG,
  interactive_timeout: whole(30, 604800),
  internal_tmp_mem_storage_engine: { enum: ['TempTable', 'MEMORY'] },
  net_read_timeout: whole(1, 3600),
  net_write_timeout: whole(1, 3600),
  sql_require_primary_key: FLAG,
  wait_timeout: whole(1, 2147483),
  max_allowed_packet: whole(102400, 1073741824),
  max_heap_table_size: whole(1048576, 1073741824),
  sort_buffer_size: whole(32768, 1073741824),
  tmp_table_size: whole(1048576, 1073741824),
  slow_query_log: FLAG,
  long_query_time: { type: 'number', minimum: 0, maximum: 3600 },
  binlog_retention_period: whole(600, 604800),
};

/** What DigitalOcean has and this cloud has not, and why. */
export const REFUSED_SETTINGS: Readonly<Record<string, string>> = {
  backup_hour: 'the local cloud has no database backups',
  backup_minute: 'the local cloud has no database backups',
  mysql_incremental_backup: 'the local cloud has no database backups',
  innodb_ft_min_token_size: 'the local cloud does not restart servers for a setting',
  innodb_rollback_on_timeout: 'the local cloud does not restart servers for a setting',
  innodb_read_io_threads: 'the local cloud does not restart servers for a setting',
  innodb_write_io_threads: 'the local cloud does not restart servers for a setting',
  log_output: 'the local cloud has no query insights',
};

/** The server's own name, where it is another. */
const VARIABLES: Readonly<Record<string, string>> = {
  default_time_zone: 'time_zone',
  binlog_retention_period: 'binlog_expire_logs_seconds',
};

/** Statements that make a server have these settings, now and after its restarts. Names and values have passed the schema. */
export function settingStatements(settings: Settings, size: string): readonly string[] {
  const literal = (value: Settings[string]) => (typeof value === 'string' ? `'${value}'` : String(value).toUpperCase());
  return [
    `SET PERSIST max_connections = ${maxConnections(size)}`,
    ...Object.entries(settings).map(([name, value]) => `SET PERSIST ${VARIABLES[name] ?? name} = ${literal(value)}`),
  ];
}

/** DigitalOcean gives 75 connections for each GiB of memory. */
function maxConnections(size: string): number {
  return 75 * databaseSize(size).memoryGb;
}

/** What a slug such as `db-s-2vcpu-4gb` says. */
export function databaseSize(slug: string): { readonly vcpus: number; readonly memoryGb: number } {
  const [, vcpus, memory] = /(\d+)vcpu-(\d+)gb/.exec(slug)!;
  return { vcpus: Number(vcpus), memoryGb: Number(memory) };
}
