import { until } from '../../host/until';
import { takeDown } from '../../local-cloud/launch';
import { ManagedCluster, type DatabaseName } from '../../cli/mysql/managed-cluster';
import { Migration, migrationProblems } from '../../cli/mysql/migration';
import { MysqlOperator } from '../../cli/mysql/mysql-operator';
import { carryOut } from './carry-out';
import {
  connection,
  deploySite,
  expectEmptyPlan,
  onNode,
  postVisit,
  runtime,
  settings,
  siteAnswers,
  status,
  type Variant,
} from './site';
import { losesNoWriteIn } from './writes';

const MINUTE = 60_000;

beforeAll(async () => {
  await takeDown(settings);
  await deploySite('self-hosted');
  await siteAnswers();
}, 10 * MINUTE);
afterAll(() => takeDown(settings), MINUTE);

async function migration(): Promise<Migration> {
  const { nodes, fence, digitalOcean, site } = await connection();
  const found = site.migration!;
  return new Migration(
    found,
    nodes,
    new MysqlOperator(nodes, fence),
    new ManagedCluster(digitalOcean, found.clusterId),
  );
}

async function look() {
  const found = await (await migration()).status();
  return { serving: found.serving, problems: migrationProblems(found) };
}

const COUNT = (prefix: string) => `SELECT id, COUNT(*) FROM app.visits WHERE id LIKE '${prefix}-%' GROUP BY id`;

async function sql(database: DatabaseName, statement: string): Promise<string> {
  if (database === 'self-hosted') return (await onNode('mysql-2', `mysql -N -B -e "${statement}"`)).trim();
  const { nodes } = (await status()).databases[0]!;
  const primary = nodes.find(({ role }) => role === 'primary')!;
  return (await runtime.exec(primary.id, ['mysql', '-N', '-B', '-e', statement])).trim();
}

async function stored(database: DatabaseName, prefix: string): Promise<ReadonlyMap<string, number>> {
  const rows = (await sql(database, COUNT(prefix))).split('\n').filter(Boolean);
  return new Map(rows.map((row) => [row.split('\t')[0]!, Number(row.split('\t')[1])]));
}

/** No acknowledged write is missing in any of the databases afterwards. */
function losesNoWrite(databases: readonly DatabaseName[], prefix: string, happening: () => Promise<void>) {
  return losesNoWriteIn(
    Object.fromEntries(databases.map((name) => [name, () => stored(name, prefix)])),
    prefix,
    happening,
  );
}

/** Where the app writes now. */
async function writer(): Promise<string> {
  return (await postVisit()).written_on;
}

/** How long writes failed in each switch so far. A busy machine can only add to it: the least of them must keep the goal. */
const outages: number[] = [];

/** On a busy machine the follower may not catch up within its 20 s: operators try again then, and so does this. */
async function carryOutSwitch(tries = 3): Promise<void> {
  try {
    await carryOut(await (await migration()).switch());
  } catch (error) {
    if (tries === 1 || !/has not all transactions after 20 s/.test((error as Error).message)) throw error;
    await carryOutSwitch(tries - 1);
  }
}

async function switchUnderLoad(prefix: string, both: readonly DatabaseName[]): Promise<void> {
  const measured = await losesNoWrite(both, prefix, async () => {
    await carryOutSwitch();
    await until(async () => (await postVisit()).written_on !== '', 30, 'the app writes again');
  });
  process.stdout.write(`${prefix}: ${JSON.stringify(measured)}\n`);
  outages.push(measured.outageMs);
}

async function deploy(variant: Variant): Promise<void> {
  await deploySite(variant);
  await siteAnswers();
}

test(
  'a managed cluster is put beside the self-hosted one without losing a write, and the app stays where it was',
  async () => {
    await losesNoWrite(['self-hosted'], 'prepared', () => deploy('from self-hosted to managed'));
    expect(await look()).toEqual({ serving: ['self-hosted'], problems: [] });
    expect(await writer()).toMatch(/^mysql-/);
  },
  10 * MINUTE,
);

test(
  'the managed cluster takes a copy and follows, while the app writes',
  async () => {
    await losesNoWrite(['self-hosted', 'managed'], 'copied', async () => {
      await carryOut(await (await migration()).start());
    });
    expect(await look()).toEqual({ serving: ['self-hosted'], problems: [] });
  },
  5 * MINUTE,
);

test(
  'a switch to the managed cluster and one back lose no acknowledged write, and cost writers some seconds',
  async () => {
    await switchUnderLoad('forth', ['self-hosted', 'managed']);
    expect(await writer()).not.toMatch(/^mysql-/);
    expect(await look()).toEqual({ serving: ['managed'], problems: [] });
    await switchUnderLoad('back', ['self-hosted', 'managed']);
    expect(await writer()).toMatch(/^mysql-/);
    expect(await look()).toEqual({ serving: ['self-hosted'], problems: [] });
    expect(Math.min(...outages)).toBeLessThan(6000);
  },
  5 * MINUTE,
);

test(
  'after the last switch and the last deploy the managed cluster is the only one, and has everything',
  async () => {
    await switchUnderLoad('last', ['self-hosted', 'managed']);
    const before = await sql('managed', 'SELECT COUNT(*) FROM app.visits');
    await carryOut(await (await migration()).finish());
    await losesNoWrite(['managed'], 'finished', () => deploy('managed alone'));
    expect(Number(await sql('managed', 'SELECT COUNT(*) FROM app.visits'))).toBeGreaterThanOrEqual(Number(before));
    expect((await status()).droplets.filter(({ name }) => name.startsWith('mysql-'))).toEqual([]);
    await expectEmptyPlan();
  },
  10 * MINUTE,
);

test(
  'the other way: a self-hosted group takes a copy, follows, and takes over without losing a write',
  async () => {
    await losesNoWrite(['managed'], 'prepared-group', () => deploy('from managed to self-hosted'));
    expect(await look()).toEqual({ serving: ['managed'], problems: [] });
    await losesNoWrite(['self-hosted', 'managed'], 'copied-group', async () => {
      await carryOut(await (await migration()).start());
    });
    await switchUnderLoad('home', ['self-hosted']);
    expect(await writer()).toMatch(/^mysql-/);
    await expect((await migration()).switch()).rejects.toThrow('the managed cluster does not follow');
    const before = await sql('self-hosted', 'SELECT COUNT(*) FROM app.visits');
    await carryOut(await (await migration()).finish());
    await losesNoWrite(['self-hosted'], 'alone', () => deploy('self-hosted'));
    expect(Number(await sql('self-hosted', 'SELECT COUNT(*) FROM app.visits'))).toBeGreaterThanOrEqual(Number(before));
    // DigitalOcean answers a DELETE before the cluster's machines are gone.
    await until(async () => (await status()).databases.length === 0, 30, 'the managed cluster is gone');
  },
  20 * MINUTE,
);
