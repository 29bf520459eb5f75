import { until } from '../../host/until';
import { takeDown } from '../../local-cloud/launch';
import { problems, isPrimary, shortName } from '../../cli/mysql/member';
import { MysqlOperator } from '../../cli/mysql/mysql-operator';
import { MIGRATED, migrate } from './app-sql';
import { carryOut } from './carry-out';
import {
  connection,
  deploySite,
  destroySite,
  get,
  onNode,
  postVisit,
  power,
  settings,
  siteAnswers,
  status,
} from './site';
import { losesNoWrite } from './writes';

const MINUTE = 60_000;
let operator: MysqlOperator;

beforeAll(async () => {
  await takeDown(settings);
  await deploySite('three servers');
  await siteAnswers();
  const { nodes, fence } = await connection();
  operator = new MysqlOperator(nodes, fence);
}, 8 * MINUTE);
afterAll(() => takeDown(settings), MINUTE);

async function primary(): Promise<string | undefined> {
  const found = (await operator.status()).find(isPrimary);
  return found && shortName(found.node);
}

const underWrites = (prefix: string, happening: () => Promise<unknown>) =>
  losesNoWrite(['mysql-1', 'mysql-2'], prefix, happening);

test(
  'the three-server site works: the app beside nginx, a MySQL primary with a replica',
  async () => {
    const visit = await postVisit();
    expect([visit.written_on, visit.read_from]).toEqual(['mysql-1', 'mysql-2']);
    expect(JSON.parse(await get('/path'))).toMatchObject({
      load_balancer: 'lb-1',
      app_server: expect.stringMatching(/^web-\d$/) as string,
    });
  },
  MINUTE,
);

test(
  'an administrator reaches both nodes by ssh through the load balancer, and they are well',
  async () => {
    expect(problems(await operator.status())).toEqual([]);
    expect(await primary()).toBe('mysql-1');
    expect(await onNode('mysql-1', '/usr/local/sbin/reboot-window why-not')).toContain('it is the primary of a pair');
    expect(await onNode('mysql-2', '/usr/local/sbin/reboot-window why-not')).not.toContain('of a pair');
  },
  MINUTE,
);

test(
  "an app's migrations run, and its own dump is restored",
  async () => {
    expect(await migrate('mysql-1')).toEqual(MIGRATED);
  },
  MINUTE,
);

test(
  'a planned switchover, there and back, loses no acknowledged write, and costs writers little',
  async () => {
    const there = await underWrites('switchover', async () => carryOut(await operator.switchover()));
    expect(await primary()).toBe('mysql-2');
    expect(problems(await operator.status())).toEqual([]);
    const back = await underWrites('back', async () => carryOut(await operator.switchover('mysql-1')));
    expect(await primary()).toBe('mysql-1');
    process.stdout.write(`pair, switchover: ${there.outageMs} ms there, ${back.outageMs} ms back\n`);
    // The machine may do something else during one of them.
    expect(Math.min(there.outageMs, back.outageMs)).toBeLessThan(3000);
    // From now on, as before, no write is acknowledged that the replica has not.
    await until(
      async () => (await onNode('mysql-1', 'mysql -N -B -e "SELECT @@rpl_semi_sync_source_enabled"')).trim() === '1',
      30,
      'the primary waits for its replica',
    );
  },
  5 * MINUTE,
);

test(
  'a lost primary is fenced, its replica promoted without losing an acknowledged write, and the lost node rebuilt',
  async () => {
    await expect(operator.promote()).rejects.toThrow('mysql-1 works and takes writes: use `switchover`');
    await underWrites('promotion', async () => {
      await power('mysql-1', 'kill');
      expect(problems(await operator.status())).toContain(
        'no primary: start the lost node again, or power it off for good with `promote`',
      );
      await carryOut(await operator.promote());
      await until(async () => (await postVisit()).written_on === 'mysql-2', 30, 'the app writes on mysql-2');
      await carryOut(await operator.rebuild('mysql-1'));
    });
    expect(problems(await operator.status())).toEqual([]);
    expect(await primary()).toBe('mysql-2');
  },
  8 * MINUTE,
);

test(
  'rebuild refuses the primary',
  async () => {
    await expect(operator.rebuild('mysql-2')).rejects.toThrow('mysql-2 is primary');
  },
  MINUTE,
);

test(
  'its destroy leaves no droplet and no volume',
  async () => {
    await destroySite('three servers');
    const { droplets, resources } = await status();
    expect(droplets).toEqual([]);
    expect(Object.entries(resources).filter(([, count]) => count > 0)).toEqual([]);
  },
  4 * MINUTE,
);
