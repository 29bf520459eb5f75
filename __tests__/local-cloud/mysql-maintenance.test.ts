/** The site of a user: a project outside of this repository with the packed package, a stack and a tier of its own. */
import { until } from '../../host/until';
import { takeDown } from '../../local-cloud/launch';
import { restart, retirePasswords } from '../../cli/mysql/maintenance';
import { problems, isPrimary, isReplica, shortName } from '../../cli/mysql/member';
import { MysqlOperator } from '../../cli/mysql/mysql-operator';
import { MIGRATED, migrate } from './app-sql';
import { carryOut } from './carry-out';
import { LOCAL_COMMANDS, publishedCommands } from './documented-commands';
import { node, onNode, postVisit, power, settings, siteAnswers } from './site';
import { UserProject } from './user-project';
import { losesNoWrite } from './writes';

const MINUTE = 60_000;
const NODES = ['mysql-1', 'mysql-2', 'mysql-3'];

let project: UserProject;

beforeAll(async () => {
  await takeDown(settings);
  project = await UserProject.make();
  await project.deploy('a group');
  await siteAnswers();
}, 10 * MINUTE);
afterAll(async () => {
  await takeDown(settings);
  project?.remove();
}, MINUTE);

async function operator(): Promise<MysqlOperator> {
  const { nodes, fence } = await project.connection();
  return new MysqlOperator(nodes, fence);
}

async function sql(name: string, statement: string): Promise<string> {
  return (await onNode(name, `mysql -N -B -e "${statement}"`)).trim();
}

async function primary(): Promise<string> {
  return shortName((await (await operator()).status()).find(isPrimary)!.node);
}

/** Accounts that two passwords open. */
async function accountsWithTwoPasswords(): Promise<string> {
  const two = "User_attributes LIKE '%additional_password%'";
  return sql(await primary(), `SELECT GROUP_CONCAT(User ORDER BY User) FROM mysql.user WHERE ${two}`);
}

test(
  "an app's migrations run on the group, and its own dump is restored",
  async () => {
    expect(await migrate(await primary())).toEqual(MIGRATED);
  },
  MINUTE,
);

test.each(LOCAL_COMMANDS)(
  'npm run local -- %s comes to its end',
  async (_, shows, run) => {
    expect(await run()).toMatch(shows);
  },
  MINUTE,
);

describe('the published command, on the stack of a user', () => {
  test.each(publishedCommands)(
    '%s comes to its end',
    async (_, shows, run) => {
      expect(await run(project)).toMatch(shows);
    },
    3 * MINUTE,
  );

  test(
    'mysql replace keeps the data of a node, and refuses the primary',
    async () => {
      const first = await primary();
      await expect(project.command(['mysql', 'shop', 'replace', first, '--yes'])).rejects.toThrow(
        /ended with 2: .*is primary: `switchover` first/,
      );
      const name = shortName((await (await operator()).status()).find(isReplica)!.node);
      const before = (await node(name)).id;
      await losesNoWrite(NODES, 'replacement', async () => {
        expect(await project.command(['mysql', '--yes', 'replace', name])).toMatch(/Done\.$/);
      });
      expect((await node(name)).id).not.toBe(before);
      expect(problems(await (await operator()).status())).toEqual([]);
    },
    8 * MINUTE,
  );
});

/** All role agents hang under load; gives how many requests failed until systemd had started them again. */
async function hangRoleAgents(trial: number): Promise<number> {
  const restarts = async (name: string) =>
    Number(await onNode(name, 'systemctl show mysql-role --property=NRestarts --value'));
  const before = await Promise.all(NODES.map(restarts));
  const { failed } = await losesNoWrite(NODES, `agents-${trial}`, async () => {
    await Promise.all(NODES.map((name) => onNode(name, 'systemctl kill --signal=STOP mysql-role')));
    const startedAgain = async () => (await Promise.all(NODES.map(restarts))).every((n, i) => n > before[i]!);
    await until(startedAgain, 30, 'systemd has started all agents again');
  });
  await until(async () => (await postVisit()).written_on === (await primary()), 30, 'the app writes on the primary');
  return failed;
}

test(
  'role agents that hang on all nodes cost no write: each is started again before its primary would be cut',
  async () => {
    const failures: number[] = [];
    // A busy machine can only add failures: one of three trials must have none.
    while (failures.length < 3 && !failures.includes(0)) failures.push(await hangRoleAgents(failures.length));
    expect(failures).toContain(0);
  },
  5 * MINUTE,
);

test(
  'a setting that the server does not know fails the deploy by name, and every node keeps what it had',
  async () => {
    await expect(project.deploy('a group with an unknown setting')).rejects.toThrow(
      /unknown variable\s+'no_such_setting=1'/,
    );
    for (const name of NODES) expect(await onNode(name, 'cat /etc/mysql-cluster/my.cnf')).not.toContain('no_such');
    expect(problems(await (await operator()).status())).toEqual([]);
  },
  5 * MINUTE,
);

test(
  'a deploy renews all passwords without losing a write, and keeps the old ones',
  async () => {
    await losesNoWrite(NODES, 'passwords', () => project.deploy('a group with new passwords and settings'));
    expect(await accountsWithTwoPasswords()).toBe('app,cluster_admin,cluster_repl');
    expect((await postVisit()).written_on).toBe(await primary());
  },
  8 * MINUTE,
);

test(
  'nodes that a deploy has brought settings say so, and take them up one after the other without losing a write',
  async () => {
    const waiting = problems(await (await operator()).status());
    expect(waiting).toEqual(
      NODES.map(
        (name) =>
          `${name} has a new configuration and takes it up with a restart: \`npx cdktf-web-infrastructure mysql restart ${name}\``,
      ),
    );
    await losesNoWrite(NODES, 'restarts', async () => {
      for (const name of NODES) await carryOut(await restart(name, await operator()));
    });
    for (const name of NODES) expect(await sql(name, 'SELECT @@global.long_query_time')).toBe('1.000000');
    expect(problems(await (await operator()).status())).toEqual([]);
  },
  5 * MINUTE,
);

test(
  'retired passwords work no more, and nobody needs them',
  async () => {
    await carryOut(await retirePasswords(await operator()));
    expect(await accountsWithTwoPasswords()).toBe('NULL');
    expect((await postVisit()).written_on).toBe(await primary());
  },
  MINUTE,
);

test(
  'a group that has grown to five begins after a total outage only when all five answer',
  async () => {
    const five = [...NODES, 'mysql-4', 'mysql-5'];
    await losesNoWrite(NODES, 'growth', () => project.deploy('a group of five'));
    const online = "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE'";
    await until(async () => (await sql('mysql-1', online)) === '5', 60, 'five members are online');
    for (const name of five) await power(name, 'kill');
    for (const name of NODES) await power(name, 'start');
    // Three of five would be a majority, and may have less than the other two.
    const asked = await operator();
    let seen: readonly string[] = [];
    const wait = async () => {
      const members = await asked.status();
      seen = members.map(
        ({ node, status, unreachable }) => `${shortName(node)} ${status?.exit}: ${status?.said ?? unreachable}`,
      );
      return seen.filter((one) => / 75: .*do not answer: mysql-4\S+, mysql-5/.test(one)).length === NODES.length;
    };
    await until(wait, 900, 'the three wait for the other two').catch((error: Error) => {
      throw new Error([error.message, ...seen].join('\n'));
    });
    expect((await (await operator()).status()).some(isPrimary)).toBe(false);
    for (const name of ['mysql-4', 'mysql-5']) await power(name, 'start');
    await until(async () => (await postVisit()).written_on !== undefined, 180, 'the app writes again');
  },
  30 * MINUTE,
);
