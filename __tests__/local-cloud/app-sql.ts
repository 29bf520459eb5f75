import { onNode } from './site';

/** Statements as the app's user, on the primary of a self-hosted cluster: over TCP and TLS, with the app's password. */
export async function asApp(primary: string, sql: string): Promise<string> {
  const statements = sql.replace(/'/g, `'\\''`);
  const output = await onNode(
    primary,
    `set -a; . /etc/mysql-cluster/secrets; MYSQL_PWD=$APP_PASSWORD mysql --no-defaults -u$APP_USER -h127.0.0.1 --ssl-mode=REQUIRED -N -B $APP_DATABASE -e '${statements}'`,
  );
  return output.trim();
}

/** Written and read back, then restored from the app's own dump. */
export async function migrate(primary: string): Promise<readonly string[]> {
  await asApp(
    primary,
    `CREATE TABLE plain (a INT); CREATE TABLE log (a INT PRIMARY KEY);
     CREATE TRIGGER copied AFTER INSERT ON plain FOR EACH ROW INSERT INTO log VALUES (NEW.a);
     CREATE FUNCTION doubled(x INT) RETURNS INT RETURN 2 * x;
     INSERT INTO plain VALUES (1), (2);
     CREATE TEMPORARY TABLE fast (a INT) ENGINE = MEMORY; INSERT INTO fast SELECT a FROM plain;`,
  );
  await onNode(
    primary,
    `set -a; . /etc/mysql-cluster/secrets; export MYSQL_PWD=$APP_PASSWORD; to="-u$APP_USER -h127.0.0.1 --ssl-mode=REQUIRED"
     mysqldump --no-defaults $to --single-transaction --set-gtid-purged=OFF --no-tablespaces --routines --triggers --events $APP_DATABASE plain log >/root/own.sql 2>/dev/null
     mysql --no-defaults $to $APP_DATABASE </root/own.sql`,
  );
  const found = await asApp(
    primary,
    `INSERT INTO plain VALUES (3); SELECT GROUP_CONCAT(a ORDER BY a) FROM log; SELECT doubled(21);
     SELECT CONVERT_TZ('2026-07-01 12:00:00', 'UTC', 'Europe/Berlin'); SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_NAME = 'plain';
     DROP TABLE plain, log; DROP FUNCTION doubled`,
  );
  return found.split('\n');
}

export const MIGRATED = ['1,2,3', '42', '2026-07-01 14:00:00', 'InnoDB'];
