import { GROUP_PORT, MYSQL_PORT } from './ports';
import type { ResolvedServerSettings } from './server-settings';

/** How the nodes agree on who writes. */
export type Replication =
  | {
      readonly kind: 'group';
      /** UUID of the group. */
      readonly groupName: string;
      readonly nodeNames: readonly string[];
      /** The VPC: nobody else may be a member. */
      readonly ipRange: string;
    }
  | { readonly kind: 'pair' };

export interface MyCnfModel extends ResolvedServerSettings {
  readonly replication: Replication;
}

/** What all nodes of a cluster have in common; a node adds its names and its number in a file of its own. */
export function renderMyCnf(model: MyCnfModel): string {
  const { replication } = model;
  return `[mysqld]
bind_address = *
mysqlx = OFF
innodb_buffer_pool_size = ${model.bufferPoolMb}M
innodb_redo_log_capacity = ${model.redoLogMb}M
max_connections = ${model.maxConnections}

# identity and durability: an acknowledged write survives the loss of any one node
gtid_mode = ON
enforce_gtid_consistency = ON
log_bin = binlog
relay_log = relay
sync_binlog = 1
innodb_flush_log_at_trx_commit = 1
binlog_expire_logs_seconds = 259200
disabled_storage_engines = MyISAM,BLACKHOLE,FEDERATED,ARCHIVE,MEMORY

# What an app may expect. The modes are MySQL's own without NO_ENGINE_SUBSTITUTION: a table of an engine above becomes one of InnoDB. MEMORY itself cannot be let in: a node that
# opens such a table after a restart writes a transaction of its own, read-only or not, and has left its cluster by it.
sql_mode = ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO
log_bin_trust_function_creators = ON
${model.primaryKeys.line}

# never writable, and never replicating, until this node's own program has asked the others
super_read_only = ON
skip_replica_start = ON

# Every login would ask for the caller's name, and wait while names cannot be asked. No account goes by a host's name.
skip_name_resolve = ON

ssl_ca = /etc/mysql/tls/ca.pem
ssl_cert = /etc/mysql/tls/node.pem
ssl_key = /etc/mysql/tls/node-key.pem
require_secure_transport = ON
tls_version = TLSv1.2,TLSv1.3

plugin_load_add = mysql_clone.so
plugin_load_add = auth_socket.so
${replication.kind === 'group' ? renderGroup(replication, model.maxTransaction) : SEMISYNC}${renderOthers(model.others)}`;
}

function renderOthers(lines: readonly string[]): string {
  return lines.length > 0 ? `\n# this site's own\n${lines.join('\n')}\n` : '';
}

/**
 * The group talks on a port of its own: over MySQL's, the others stand still for longer while a node comes back (docs/adr/0024).
 * Two that join at once want one donor, which serves one clone at a time: the other one tries the binary logs ten times before it joins again,
 * with 60 s (the default) in between.
 * Figures: with an expel timeout of 0 a lost primary is replaced in 6.6 s, with the default of 5 in 21.5 s.
 */
function renderGroup(
  { groupName, nodeNames, ipRange }: Extract<Replication, { kind: 'group' }>,
  maxTransaction: number,
): string {
  const at = (port: number) => nodeNames.map((name) => `${name}:${port}`).join(',');
  return `plugin_load_add = group_replication.so

loose_group_replication_group_name = ${groupName}
loose_group_replication_group_seeds = ${at(GROUP_PORT)}
loose_group_replication_ip_allowlist = ${ipRange}
loose_group_replication_start_on_boot = OFF
loose_group_replication_bootstrap_group = OFF
loose_group_replication_communication_stack = XCOM
loose_group_replication_single_primary_mode = ON
loose_group_replication_enforce_update_everywhere_checks = OFF
loose_group_replication_consistency = BEFORE_ON_PRIMARY_FAILOVER
loose_group_replication_member_expel_timeout = 0
loose_group_replication_unreachable_majority_timeout = 10
loose_group_replication_autorejoin_tries = 3
loose_group_replication_exit_state_action = OFFLINE_MODE
loose_group_replication_message_cache_size = 134217728
loose_group_replication_transaction_size_limit = ${maxTransaction}
loose_group_replication_ssl_mode = VERIFY_CA
loose_group_replication_recovery_reconnect_interval = 3
loose_group_replication_recovery_use_ssl = ON
loose_group_replication_recovery_ssl_ca = /etc/mysql/tls/ca.pem
loose_group_replication_recovery_ssl_cert = /etc/mysql/tls/node.pem
loose_group_replication_recovery_ssl_key = /etc/mysql/tls/node-key.pem
loose_group_replication_recovery_ssl_verify_server_cert = ON
loose_clone_valid_donor_list = ${at(MYSQL_PORT)}
`;
}

/**
 * Switched on as a source by the node that leads. A write is acknowledged when the replica has it, however long that takes: after a shorter timeout a primary that was cut
 * off would go on acknowledging writes that nobody else has.
 */
const SEMISYNC = `plugin_load_add = semisync_source.so
plugin_load_add = semisync_replica.so

loose_rpl_semi_sync_source_enabled = OFF
loose_rpl_semi_sync_replica_enabled = ON
loose_rpl_semi_sync_source_timeout = 4294967295
loose_rpl_semi_sync_source_wait_point = AFTER_SYNC
loose_rpl_semi_sync_source_wait_no_replica = ON
loose_clone_ssl_ca = /etc/mysql/tls/ca.pem
loose_clone_ssl_cert = /etc/mysql/tls/node.pem
loose_clone_ssl_key = /etc/mysql/tls/node-key.pem
`;
