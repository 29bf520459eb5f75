import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account, MigrationSource, MysqlServers, ServerLook, Source } from './servers';
import { MYSQL_PORT } from './names';
import { settingStatements, type Settings } from './settings';

type Exec = (node: number, argv: readonly string[], input: string) => Promise<string>;

/** Made by node/managed-mysql-setup.sh when the server is the cluster's. */
const READY = '/etc/managed-mysql/ready';
const REPLICATION = 'do_replication';
/** What DigitalOcean lets users do: everything with data, nothing with the server. */
const PRIVILEGES =
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, CREATE TEMPORARY TABLES, ' +
  'LOCK TABLES, EXECUTE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER';
/** Of the administrator, who may hand them on. Its own example of an online migration has such a cluster as the source, as doadmin. */
const ADMINISTRATION =
  'CREATE USER, RELOAD, CREATE ROLE, DROP ROLE, REPLICATION SLAVE, REPLICATION_APPLIER, ROLE_ADMIN';
const WRITES = 'INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, TRIGGER';

const LOOK = `SELECT JSON_OBJECT(
  'readOnly', @@super_read_only, 'executed', @@gtid_executed, 'purged', @@gtid_purged,
  'received', COALESCE((SELECT RECEIVED_TRANSACTION_SET FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''), ''),
  'source', (SELECT HOST FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME = ''),
  'receiving', (SELECT SERVICE_STATE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''),
  'applying', (SELECT SERVICE_STATE FROM performance_schema.replication_applier_status WHERE CHANNEL_NAME = ''),
  'acknowledgements', IF(@@rpl_semi_sync_source_enabled, @@rpl_semi_sync_source_wait_for_replica_count, 0),
  'acknowledges', @@rpl_semi_sync_replica_enabled)`;

/** Channel of an online migration (node/online-migration.py). */
const MIGRATION = 'migration';
const MIGRATION_PROGRAM = join(__dirname, 'node/online-migration.py');
const CHANNEL_IS = `CHANNEL_NAME = '${MIGRATION}'`;
/** The first error, or that it was stopped; an empty line while both of its halves are on. */
const TROUBLE = `SELECT IF(
  (SELECT COUNT(*) FROM performance_schema.replication_connection_status WHERE ${CHANNEL_IS} AND SERVICE_STATE <> 'OFF') = 1
    AND (SELECT COUNT(*) FROM performance_schema.replication_applier_status WHERE ${CHANNEL_IS} AND SERVICE_STATE = 'ON') = 1, '',
  COALESCE(NULLIF(CONCAT(
    (SELECT COALESCE(MAX(LAST_ERROR_MESSAGE), '') FROM performance_schema.replication_connection_status WHERE ${CHANNEL_IS}),
    (SELECT COALESCE(MAX(LAST_ERROR_MESSAGE), '') FROM performance_schema.replication_applier_status_by_worker WHERE ${CHANNEL_IS})), ''),
    'it was stopped'))`;

interface RawLook {
  readonly readOnly: number;
  readonly executed: string;
  readonly purged: string;
  readonly received: string;
  readonly source: string | null;
  readonly receiving: string | null;
  readonly applying: string | null;
  readonly acknowledgements: number;
  readonly acknowledges: number;
}

/** Asks each server as root by its socket, from inside its node: no password is in a process list, and no firewall between. */
export class GuestServers implements MysqlServers {
  public constructor(private readonly exec: Exec) {}

  public async look(node: number): Promise<ServerLook | undefined> {
    try {
      const raw = JSON.parse(await this.run(node, [LOOK], 5)) as RawLook;
      const { executed, purged, received, source, acknowledgements } = raw;
      return {
        ...{ executed, purged, received, source: source || null, acknowledgements },
        readOnly: raw.readOnly === 1,
        replicating: raw.receiving === 'ON' && raw.applying === 'ON',
        acknowledges: raw.acknowledges === 1,
      };
    } catch {
      return undefined;
    }
  }

  public async found(node: number, replicationPassword: string, admin: Account): Promise<void> {
    await this.run(node, [
      'SET GLOBAL super_read_only = OFF',
      ...putUser(REPLICATION, replicationPassword),
      `GRANT REPLICATION SLAVE, BACKUP_ADMIN, CLONE_ADMIN ON *.* TO '${REPLICATION}'@'%'`,
      'CREATE DATABASE IF NOT EXISTS `defaultdb`',
    ]);
    await this.putUser(node, admin);
  }

  public async lead(node: number, acknowledgements: number): Promise<void> {
    await this.run(node, [
      'SET GLOBAL rpl_semi_sync_replica_enabled = OFF',
      `SET GLOBAL rpl_semi_sync_source_wait_for_replica_count = ${Math.max(1, acknowledgements)}`,
      `SET GLOBAL rpl_semi_sync_source_enabled = ${acknowledgements > 0 ? 'ON' : 'OFF'}`,
      // After that: while a write waits for a standby that is gone, the reset would wait, too.
      "STOP REPLICA FOR CHANNEL ''",
      "RESET REPLICA ALL FOR CHANNEL ''",
      'SET GLOBAL super_read_only = OFF',
      'SET GLOBAL read_only = OFF',
    ]);
  }

  public async follow(node: number, { address, password }: Source, acknowledges: boolean): Promise<void> {
    await this.run(node, [
      "STOP REPLICA FOR CHANNEL ''",
      'SET GLOBAL super_read_only = ON',
      'SET GLOBAL rpl_semi_sync_source_enabled = OFF',
      `SET GLOBAL rpl_semi_sync_replica_enabled = ${acknowledges ? 'ON' : 'OFF'}`,
      `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '${address}', SOURCE_PORT = ${MYSQL_PORT}, SOURCE_USER = '${REPLICATION}', SOURCE_PASSWORD = '${password}', SOURCE_AUTO_POSITION = 1, SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000000, SOURCE_HEARTBEAT_PERIOD = 1, SOURCE_SSL = 1, SOURCE_SSL_CA = '/etc/mysql/tls/ca.pem' FOR CHANNEL ''`,
      "START REPLICA FOR CHANNEL ''",
    ]);
  }

  public async copy(node: number, { address, password }: Source): Promise<void> {
    await this.run(node, [
      'STOP REPLICA',
      'RESET REPLICA ALL',
      `SET GLOBAL clone_valid_donor_list = '${address}:${MYSQL_PORT}'`,
      'SET GLOBAL super_read_only = OFF',
    ]);
    // Ends the server on purpose, so that the answer is a lost connection; systemd starts it again.
    const clone = `CLONE INSTANCE FROM '${REPLICATION}'@'${address}':${MYSQL_PORT} IDENTIFIED BY '${password}' REQUIRE SSL`;
    await this.run(node, [clone], 600).catch(() => undefined);
  }

  public async catchUp(node: number): Promise<void> {
    const received =
      "SELECT RECEIVED_TRANSACTION_SET FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''";
    await this.run(
      node,
      ['STOP REPLICA IO_THREAD', 'START REPLICA SQL_THREAD', `SELECT WAIT_FOR_EXECUTED_GTID_SET((${received}), 60)`],
      90,
    );
  }

  public async copyFromSource(primary: number, source: MigrationSource): Promise<void> {
    // The password by standard input, before the program.
    const input = `INPUT = ${JSON.stringify(JSON.stringify(source))}\n${readFileSync(MIGRATION_PROGRAM, 'utf8')}`;
    await this.exec(primary, ['python3', '-'], input);
  }

  public async whyNotFollowing(primary: number): Promise<string> {
    const answer = await this.run(primary, [TROUBLE], 5).catch(() => '');
    return answer.trim();
  }

  public async forgetSource(primary: number): Promise<void> {
    const channels = await this.run(primary, [
      `SELECT COUNT(*) FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME = '${MIGRATION}'`,
    ]);
    if (channels.trim() === '0') return;
    await this.run(primary, [
      `STOP REPLICA FOR CHANNEL '${MIGRATION}'`,
      `RESET REPLICA ALL FOR CHANNEL '${MIGRATION}'`,
    ]);
  }

  public async configure(node: number, settings: Settings, size: string): Promise<void> {
    await this.run(node, settingStatements(settings, size));
  }

  public async putUser(primary: number, { name, password, role }: Account): Promise<void> {
    const grants = role === 'primary' ? `${PRIVILEGES}, ${ADMINISTRATION}` : PRIVILEGES;
    const option = role === 'primary' ? ' WITH GRANT OPTION' : '';
    await this.run(primary, [
      ...putUser(name, password),
      `GRANT ${grants} ON *.* TO '${name}'@'%'${option}`,
      // The server's own tables are read by the administrator alone, and written by nobody: passwords lie there.
      `REVOKE ${role === 'primary' ? '' : 'SELECT, '}${WRITES} ON mysql.* FROM '${name}'@'%'`,
    ]);
  }

  public async dropUser(primary: number, name: string): Promise<void> {
    await this.run(primary, [`DROP USER IF EXISTS '${name}'@'%'`]);
  }

  public async createDatabase(primary: number, name: string): Promise<void> {
    await this.run(primary, [`CREATE DATABASE IF NOT EXISTS \`${name}\``]);
  }

  public async dropDatabase(primary: number, name: string): Promise<void> {
    await this.run(primary, [`DROP DATABASE IF EXISTS \`${name}\``]);
  }

  /** By standard input, where a password shows in no process list. */
  private run(node: number, statements: readonly string[], seconds = 30): Promise<string> {
    const client = `test -e ${READY} && exec timeout ${seconds} mysql -u root -N -B -r`;
    return this.exec(node, ['sh', '-c', client], statements.map((one) => `${one};\n`).join(''));
  }
}

/** Names have passed the API's patterns, passwords are the cloud's own letters and digits: neither needs quoting. */
function putUser(name: string, password: string): string[] {
  return [
    `CREATE USER IF NOT EXISTS '${name}'@'%' REQUIRE SSL`,
    `ALTER USER '${name}'@'%' IDENTIFIED WITH caching_sha2_password BY '${password}' REQUIRE SSL`,
  ];
}
