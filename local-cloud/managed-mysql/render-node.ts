import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyAndCertificate } from '../authority';
import { MYSQL_PORT } from './names';

export interface NodeModel {
  /** Number of the server among all of the cloud's. */
  readonly id: number;
  readonly ca: string;
  readonly certificate: KeyAndCertificate;
}

const SETUP = '/usr/local/sbin/managed-mysql-setup';
/** A copy of another node's data ends with a restart, which the server leaves to systemd. */
const MYSQL_OVERRIDE = `[Service]
Restart=always
RestartSec=1
StartLimitIntervalSec=0
TimeoutStartSec=infinity
`;

/** The user-data of a node. JSON is YAML. */
export function renderNode(model: NodeModel): string {
  const file = (path: string, content: string, permissions = '0600') => ({ path, content, permissions });
  const setup = readFileSync(join(__dirname, 'node/managed-mysql-setup.sh'), 'utf8');
  const config = {
    write_files: [
      file('/etc/managed-mysql/my.cnf', renderMyCnf(model.id)),
      file('/etc/managed-mysql/ca.pem', model.ca),
      file('/etc/managed-mysql/node.pem', model.certificate.certificate),
      file('/etc/managed-mysql/node-key.pem', model.certificate.key),
      file('/etc/systemd/system/mysql.service.d/managed.conf', MYSQL_OVERRIDE, '0644'),
      file(SETUP, setup, '0755'),
    ],
    runcmd: [[SETUP]],
  };
  return `#cloud-config\n${JSON.stringify(config, null, 1)}\n`;
}

/** Every start is read-only and without replication: the cloud alone says who leads and who follows. */
export function renderMyCnf(serverId: number): string {
  return `[mysqld]
port = ${MYSQL_PORT}
bind_address = *
mysqlx = OFF
server_id = ${serverId}
skip_name_resolve = ON
innodb_buffer_pool_size = 64M

super_read_only = ON
skip_replica_start = ON
gtid_mode = ON
enforce_gtid_consistency = ON
log_bin = binlog
relay_log = relay
sync_binlog = 1
innodb_flush_log_at_trx_commit = 1
binlog_expire_logs_seconds = 259200
partial_revokes = ON

# DigitalOcean's choices that an app's migrations meet
log_bin_trust_function_creators = ON
sql_require_primary_key = ON

ssl_ca = /etc/mysql/tls/ca.pem
ssl_cert = /etc/mysql/tls/node.pem
ssl_key = /etc/mysql/tls/node-key.pem
require_secure_transport = ON
tls_version = TLSv1.2,TLSv1.3

plugin_load_add = mysql_clone.so
plugin_load_add = auth_socket.so
plugin_load_add = semisync_source.so
plugin_load_add = semisync_replica.so
loose_clone_ssl_ca = /etc/mysql/tls/ca.pem
# A write waits for its standbys however long they are silent: the cloud, not a timeout, decides that one is lost.
loose_rpl_semi_sync_source_timeout = 4294967295
loose_rpl_semi_sync_source_wait_point = AFTER_SYNC
loose_rpl_semi_sync_source_wait_no_replica = ON
`;
}
