import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { until } from '../../host/until';
import { takeDown } from '../../local-cloud/launch';
import { spacesFiles } from '../../local-cloud/spaces/spaces';
import { BackupOperator, type NodeBackups } from '../../cli/mysql/backup-operator';
import { problems, isPrimary, shortName } from '../../cli/mysql/member';
import { MysqlOperator } from '../../cli/mysql/mysql-operator';
import { restoreCluster } from '../../cli/mysql/restore-cluster';
import { RestorePoint } from '../../cli/mysql/restore-point';
import { carryOut } from './carry-out';
import { connection, deploySite, onNode, postVisit, settings, siteAnswers } from './site';

const MINUTE = 60_000;
const NODES = ['mysql-1', 'mysql-2', 'mysql-3'];
let mysql: MysqlOperator;
let backups: BackupOperator;

beforeAll(async () => {
  await takeDown(settings);
  await deploySite('a group');
  await siteAnswers();
  const { nodes, fence } = await connection();
  mysql = new MysqlOperator(nodes, fence);
  backups = new BackupOperator(nodes, mysql);
}, 8 * MINUTE);
afterAll(() => takeDown(settings), MINUTE);

async function primary(): Promise<string> {
  return shortName((await mysql.status()).find(isPrimary)!.node);
}

async function sql(node: string, statement: string): Promise<string> {
  return (await onNode(node, `mysql -N -B -e "${statement}"`)).trim();
}

/** Ids in a table of the app's, and all that is in its own. */
async function ids(node: string): Promise<string> {
  return sql(node, 'SET SESSION group_concat_max_len = 1000000; SELECT GROUP_CONCAT(id ORDER BY id) FROM app.orders');
}

const write = (node: string, from: number, to: number) =>
  sql(node, Array.from({ length: to - from + 1 }, (_, i) => `INSERT INTO app.orders VALUES (${from + i})`).join('; '));

const range = (to: number) => Array.from({ length: to }, (_, i) => i + 1).join(',');

/** Files that hold the content of the present timeline's objects, oldest first. */
async function objects(directory: 'bases' | 'binlogs'): Promise<string[]> {
  const [{ timeline }] = [...(await backups.list()).values()] as [NodeBackups];
  const all = spacesFiles(settings.stateDir).objects;
  return readdirSync(all, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes(`/${timeline}/${directory}/`) && path.endsWith('.age._S3rver_object'))
    .sort((a, b) => basename(a).localeCompare(basename(b), 'en'))
    .map((path) => join(all, path));
}

let drop: string;
let moment: string;

test(
  'a base, made on a secondary, and the binary logs after it are in the bucket, and nobody else can read them',
  async () => {
    const node = await primary();
    await sql(node, 'CREATE TABLE app.orders (id INT PRIMARY KEY)');
    await write(node, 1, 20);
    expect(await carryOut(await backups.backup())).toContain('bases/');
    const [list] = [...(await backups.list()).values()];
    expect(list!.bases).toHaveLength(1);
    expect(shortName(list!.bases[0]!.node)).not.toBe(node);
    for (const file of [...(await objects('bases')), ...(await objects('binlogs'))])
      expect(readFileSync(file, 'latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    await write(node, 21, 40);
    await postVisit();
  },
  5 * MINUTE,
);

test(
  'a drill restores beside a live server and finds every row, while the app writes',
  async () => {
    const writing = until(async () => (await postVisit()).written_on !== '', 30, 'a write');
    expect(await carryOut(await backups.verify())).toMatch(
      /and its logs restore in [\d.]+ s: [2-9] tables with \d+ rows/,
    );
    await writing;
    expect(await onNode('mysql-2', 'ls /srv/mysql')).not.toContain('drill');
  },
  5 * MINUTE,
);

test(
  'one node restores beside its live data, to a moment between two transactions',
  async () => {
    const node = await primary();
    moment = await sql(node, "SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ')");
    await write(node, 41, 50);
    const executed = await sql(node, 'SELECT @@global.gtid_executed');
    await sql(node, 'DROP TABLE app.orders');
    const gone = await sql(node, `SELECT GTID_SUBTRACT(@@global.gtid_executed, '${executed.replace(/\\n/g, '')}')`);
    drop = gone.replace(/\\n/g, '');
    await carryOut(await backups.restore(RestorePoint.toTime(moment), 'mysql-3'));
    const restored = 'mysql --no-defaults -S /srv/mysql/restore/mysqld.sock';
    expect(await onNode('mysql-3', `${restored} -N -B -e "SELECT COUNT(*), MAX(id) FROM app.orders"`)).toBe('40\t40\n');
    await carryOut(await backups.discard('mysql-3'));
    expect(await onNode('mysql-3', 'ls /srv/mysql')).not.toContain('restore');
  },
  6 * MINUTE,
);

test(
  'the whole cluster goes back to the transaction before the DROP: every id before it, none after',
  async () => {
    const node = await primary();
    await sql(node, 'CREATE TABLE app.later (id INT PRIMARY KEY)');
    await carryOut(await restoreCluster(RestorePoint.beforeGtid(drop), mysql, backups));
    for (const member of NODES) {
      expect(await ids(member)).toBe(range(50));
      expect(await sql(member, "SHOW TABLES IN app LIKE 'later'")).toBe('');
    }
    expect(problems(await mysql.status())).toEqual([]);
    await until(async () => (await postVisit()).written_on !== '', 30, 'the app writes again');
  },
  10 * MINUTE,
);

test(
  'after it the new timeline is backed up, and a moment of the former one can still be restored',
  async () => {
    const node = await primary();
    await write(node, 51, 60);
    expect(await carryOut(await backups.verify())).toContain('rows, as they are live');
    await carryOut(await backups.restore(RestorePoint.toTime(moment), 'mysql-3'));
    const restored = 'mysql --no-defaults -S /srv/mysql/restore/mysqld.sock';
    expect(await onNode('mysql-3', `${restored} -N -B -e "SELECT COUNT(*) FROM app.orders"`)).toBe('40\n');
    await carryOut(await backups.discard('mysql-3'));
  },
  8 * MINUTE,
);

test(
  'a damaged base and a missing binary log fail the drill, which says so for everybody to see',
  async () => {
    writeFileSync((await objects('bases')).at(-1)!, 'not what it was');
    await expect(backups.verify().then(carryOut)).rejects.toThrow('is missing or damaged');
    const [list] = [...(await backups.list()).values()];
    expect(list!.drills.at(-1)).toMatchObject({ ok: false });
    await carryOut(await backups.backup());
    await carryOut(await backups.verify());
    await write(await primary(), 61, 70);
    for (const name of NODES) await onNode(name, '/usr/local/sbin/mysql-backup archive');
    for (const file of await objects('binlogs')) rmSync(file);
    await expect(backups.verify().then(carryOut)).rejects.toThrow(/transactions of mysql-\d\S* are not in the bucket/);
  },
  6 * MINUTE,
);
