import { isOfTheCluster, nameInMyCnf } from '../../../../constructs/mysql/cluster-variables';
import { PrimaryKeys } from '../../../../constructs/mysql/primary-keys';
import { renderMyCnf } from '../../../../constructs/mysql/render-my-cnf';
import { memoryOf, resolveServerSettings } from '../../../../constructs/mysql/server-settings';

test.each([
  ['s-2vcpu-4gb', 4096],
  ['s-4vcpu-16gb-320gb-intel', 16_384],
  ['m3-2vcpu-16gb', 16_384],
  ['c-4', 8192],
  ['c-2-intel', 4096],
  ['c2-2vcpu-4gb', 4096],
  ['something-else', undefined],
])('a droplet of size %s has %s MiB of memory', (size, expected) => {
  expect(memoryOf(size)).toBe(expected);
});

test.each([
  ['s-1vcpu-1gb', { bufferPoolMb: 512, maxConnections: 100, redoLogMb: 256 }],
  ['s-2vcpu-4gb', { bufferPoolMb: 2048, maxConnections: 256, redoLogMb: 1024 }],
  ['m-16vcpu-128gb', { bufferPoolMb: 65_536, maxConnections: 2000, redoLogMb: 8192 }],
])('defaults follow the memory of %s', (size, expected) => {
  expect(resolveServerSettings(size, {})).toMatchObject({ ...expected, maxTransaction: 150_000_000, others: [] });
});

test('the redo log follows the buffer pool that was asked for', () => {
  expect(resolveServerSettings('s-2vcpu-4gb', { bufferPoolMb: 1000 }).redoLogMb).toBe(500);
});

test('other settings become lines of a configuration file', () => {
  const settings = {
    'long-query-time': 0.5,
    slow_query_log: true,
    sql_mode: 'ANSI_QUOTES, NO_ZERO_DATE',
    tmp_table_size: '32M',
  };
  expect(resolveServerSettings('s-2vcpu-4gb', { settings }).others).toEqual([
    'long_query_time = 0.5',
    'slow_query_log = ON',
    'sql_mode = ANSI_QUOTES, NO_ZERO_DATE',
    'tmp_table_size = 32M',
  ]);
});

test('the largest transaction of a group is given in MiB', () => {
  expect(resolveServerSettings('s-2vcpu-4gb', { maxTransactionMb: 500 }).maxTransaction).toBe(524_288_000);
});

test.each([
  'replica_parallel_workers',
  'clone_ddl_timeout',
  'plugin_dir',
  'log_bin_trust_function_creators',
  'sql_mode',
])('%s is no setting of the cluster, though one of those begins like it', (name) =>
  expect(isOfTheCluster(name)).toBe(false),
);

test.each(['gtid_mode', 'gtid-mode', 'loose_gtid_mode', 'skip_log_bin', 'loose-skip-log-bin', 'disable_log_bin'])(
  '%s is one of the cluster, however it is written',
  (name) => expect(isOfTheCluster(name)).toBe(true),
);

/** A site may have others: nothing in the cluster depends on their values. */
const FREE = ['binlog_expire_logs_seconds', 'log_bin_trust_function_creators', 'plugin_load_add', 'sql_mode'];

test.each([
  { kind: 'pair' as const },
  { kind: 'group' as const, groupName: 'G', nodeNames: ['a', 'b', 'c'], ipRange: '10.20.0.0/20' },
])("what the my.cnf of a $kind sets is the cluster's", (replication) => {
  const primaryKeys = PrimaryKeys.required();
  const text = renderMyCnf({ ...resolveServerSettings('s-1vcpu-1gb', { primaryKeys }), replication });
  const names = [...text.matchAll(/^([a-z_]+) = /gm)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !isOfTheCluster(name) && !FREE.includes(name))).toEqual([]);
});

test("a plugin's setting is loose: a server that only checks its configuration has no plugins", () => {
  expect(
    ['clone-ddl-timeout', 'group_replication_flow_control_mode', 'replica_parallel_workers'].map(nameInMyCnf),
  ).toEqual(['loose_clone_ddl_timeout', 'loose_group_replication_flow_control_mode', 'replica_parallel_workers']);
});
