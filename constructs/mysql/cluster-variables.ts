/** Names of MySQL's settings that a site cannot set by `settings`, whole. */

/** What the cluster's own my.cnf sets, in a group or in a pair, or a node adds to it (node/mysql-setup.sh). */
const OF_MY_CNF = `
  bind_address mysqlx gtid_mode enforce_gtid_consistency log_bin relay_log sync_binlog innodb_flush_log_at_trx_commit disabled_storage_engines
  super_read_only skip_replica_start skip_name_resolve ssl_ca ssl_cert ssl_key require_secure_transport tls_version
  server_id report_host clone_valid_donor_list clone_ssl_ca clone_ssl_cert clone_ssl_key
  group_replication_group_name group_replication_group_seeds group_replication_local_address group_replication_ip_allowlist
  group_replication_start_on_boot group_replication_bootstrap_group group_replication_communication_stack
  group_replication_single_primary_mode group_replication_enforce_update_everywhere_checks group_replication_consistency
  group_replication_member_expel_timeout group_replication_unreachable_majority_timeout group_replication_autorejoin_tries
  group_replication_exit_state_action group_replication_message_cache_size group_replication_ssl_mode
  group_replication_recovery_reconnect_interval
  group_replication_recovery_use_ssl group_replication_recovery_ssl_ca group_replication_recovery_ssl_cert
  group_replication_recovery_ssl_key group_replication_recovery_ssl_verify_server_cert
  rpl_semi_sync_source_enabled rpl_semi_sync_replica_enabled rpl_semi_sync_source_timeout rpl_semi_sync_source_wait_point
  rpl_semi_sync_source_wait_no_replica
`;
/** What has a prop of its own. */
const OF_PROPS = `
  innodb_buffer_pool_size innodb_redo_log_capacity max_connections sql_require_primary_key sql_generate_invisible_primary_key
  group_replication_transaction_size_limit
`;
/** What would take from the cluster what it works by: its logs, its accounts, its way in, the place of its data. */
const OTHERS = `
  server_uuid report_port report_user report_password read_only offline_mode port socket datadir pid_file user
  admin_address admin_port skip_networking skip_grant_tables performance_schema lower_case_table_names
  innodb_data_home_dir innodb_log_group_home_dir innodb_undo_directory innodb_log_file_size innodb_log_files_in_group
  innodb_read_only innodb_force_recovery default_storage_engine
  plugin_load early_plugin_load default_authentication_plugin authentication_policy
  log_bin_index relay_log_index binlog_format log_replica_updates log_slave_updates binlog_do_db binlog_ignore_db
  binlog_gtid_simple_recovery skip_log_bin
  replica_preserve_commit_order slave_preserve_commit_order replica_parallel_type slave_parallel_type replica_skip_errors slave_skip_errors
  replica_exec_mode slave_exec_mode skip_slave_start relay_log_recovery replicate_same_server_id
  replicate_do_db replicate_ignore_db replicate_do_table replicate_ignore_table replicate_wild_do_table
  replicate_wild_ignore_table replicate_rewrite_db
  group_replication_clone_threshold group_replication_force_members
  rpl_semi_sync_source_wait_for_replica_count
`;
const NAMES = new Set([OF_MY_CNF, OF_PROPS, OTHERS].join(' ').trim().split(/\s+/));
/** MySQL takes each before any name: `skip_log_bin`, `loose_gtid_mode`. */
const MODIFIERS = /^(loose|skip|disable|enable|maximum)_/;
/** Their settings are unknown to a server that only checks its configuration, without plugins. */
const PLUGINS = /^(clone|group_replication|rpl_semi_sync_source|rpl_semi_sync_replica)_/;

/** As the server's documentation writes it. */
export function normalName(name: string): string {
  return name.replace(/-/g, '_');
}

export function isOfTheCluster(name: string): boolean {
  for (let rest = normalName(name); ; rest = rest.replace(MODIFIERS, '')) {
    if (NAMES.has(rest)) return true;
    if (!MODIFIERS.test(rest)) return false;
  }
}

/** As it stands in a configuration file. */
export function nameInMyCnf(name: string): string {
  const normal = normalName(name);
  return PLUGINS.test(normal) ? `loose_${normal}` : normal;
}
