import { problems, type MemberStatus } from '../../../../cli/mysql/member';
import { MysqlOperator, type Operation } from '../../../../cli/mysql/mysql-operator';
import { onlineServer } from './online-server';

type Role = MemberStatus['role'];

function member(kind: MemberStatus['kind'], primary: boolean, role: Role = 'none'): MemberStatus {
  return { kind, exit: 0, said: '', volumeUsed: 10, outdated: false, role, server: onlineServer(primary) };
}

/** Nodes that do what they are told, and remember it. A node without a status cannot be reached. */
class FakeSite {
  public readonly told: string[] = [];

  public constructor(private readonly members: Record<string, MemberStatus | undefined>) {}

  public tier(): readonly string[] {
    return Object.keys(this.members).sort();
  }

  public on(node: string, command: string): Promise<string> {
    const status = this.members[node];
    if (!status) return Promise.reject(new Error('ssh: connect to host: timed out'));
    const verb = command.replace('python3 - ', '');
    if (verb === 'status') return Promise.resolve(JSON.stringify(status));
    this.told.push(`${node.split('.')[0]} ${verb}`.trim());
    if (verb.startsWith('hand-over')) for (const name of this.tier()) this.become(name, name === verb.split(' ')[1]);
    if (verb === 'give-up') this.become(node, false, 'replica');
    if (verb.startsWith('take-over')) this.become(node, true, 'promoted');
    return Promise.resolve(verb === 'true' ? '' : '{}');
  }

  public off(node: string): Promise<void> {
    this.told.push(`power off ${node.split('.')[0]}`);
    this.members[node] = undefined;
    return Promise.resolve();
  }

  public power(node: string): Promise<void> {
    this.told.push(`power on ${node.split('.')[0]}`);
    this.members[node] = member('pair', false, 'primary');
    return Promise.resolve();
  }

  public get operator(): MysqlOperator {
    return new MysqlOperator(this, { off: (node) => this.off(node), on: (node) => this.power(node) });
  }

  private become(node: string, primary: boolean, role?: Role): void {
    const status = this.members[node];
    if (status) this.members[node] = member(status.kind, primary, role ?? status.role);
  }
}

const ONE = 'mysql-1.int.foobar.com';
const TWO = 'mysql-2.int.foobar.com';
const THREE = 'mysql-3.int.foobar.com';

const group = () =>
  new FakeSite({ [ONE]: member('group', true), [TWO]: member('group', false), [THREE]: member('group', false) });
const pair = () => new FakeSite({ [ONE]: member('pair', true, 'primary'), [TWO]: member('pair', false, 'replica') });

async function carryOut(operation: Operation | undefined): Promise<void> {
  await operation!.run(() => undefined);
}

describe('switchover', () => {
  test('of a group is told to the group', async () => {
    const site = group();
    await carryOut(await site.operator.switchover('mysql-3'));
    expect(site.told).toEqual([`mysql-1 hand-over ${THREE}`]);
    expect((await site.operator.status()).map(({ status }) => status?.server?.primary)).toEqual([false, false, true]);
  });

  test('of a pair has the primary give up while the replica waits for it', async () => {
    const site = pair();
    await carryOut(await site.operator.switchover());
    expect([...site.told].sort()).toEqual(['mysql-1 give-up', `mysql-2 take-over ${ONE}`]);
  });

  test('that was interrupted is finished by doing it again', async () => {
    const site = new FakeSite({ [ONE]: member('pair', false, 'replica'), [TWO]: member('pair', false, 'replica') });
    await carryOut(await site.operator.switchover('mysql-2'));
    expect(site.told).toContain(`mysql-2 take-over ${ONE}`);
  });

  test('has nothing to do when the node is primary', async () => {
    expect(await group().operator.switchover('mysql-1')).toBeUndefined();
  });

  test('refuses a node that there is not, that is down, or that is far behind', async () => {
    await expect(group().operator.switchover('mysql-9')).rejects.toThrow(
      'no node mysql-9: there are mysql-1, mysql-2, mysql-3',
    );
    const down = new FakeSite({ [ONE]: member('group', true), [TWO]: undefined, [THREE]: undefined });
    await expect(down.operator.switchover('mysql-2')).rejects.toThrow('mysql-2 is no replica that could take over');
    const late = member('pair', false, 'replica');
    const behind = { ...late, server: { ...late.server!, behind: 5000 } };
    const site = new FakeSite({ [ONE]: member('pair', true, 'primary'), [TWO]: behind });
    await expect(site.operator.switchover()).rejects.toThrow('mysql-2 is 5000 transactions behind');
    expect(site.told).toEqual([]);
  });
});

describe('promote', () => {
  test('powers the lost primary off before anything else', async () => {
    const site = new FakeSite({ [ONE]: undefined, [TWO]: member('pair', false, 'replica') });
    const operation = await site.operator.promote();
    expect(operation.plan[0]).toBe("mysql-1 is powered off, by DigitalOcean's API");
    await carryOut(operation);
    expect(site.told).toEqual(['power off mysql-1', 'mysql-2 take-over']);
  });

  test('refuses while the primary works, and for a group', async () => {
    await expect(pair().operator.promote()).rejects.toThrow('mysql-1 works and takes writes: use `switchover`');
    await expect(group().operator.promote()).rejects.toThrow('a group replaces a lost primary itself');
  });
});

describe('rebuild', () => {
  test('of a node that was powered off gives it its power back first', async () => {
    const site = new FakeSite({ [ONE]: undefined, [TWO]: member('pair', true, 'promoted') });
    await carryOut(await site.operator.rebuild('mysql-1'));
    expect(site.told).toEqual(['power on mysql-1', 'mysql-1 true', 'mysql-1 rebuild']);
  });

  test('refuses the primary, and without a primary unless it is said', async () => {
    await expect(group().operator.rebuild('mysql-1')).rejects.toThrow('mysql-1 is primary');
    const site = new FakeSite({ [ONE]: member('group', false), [TWO]: member('group', false) });
    await expect(site.operator.rebuild('mysql-2')).rejects.toThrow('there is no primary to copy from');
    await carryOut(await site.operator.rebuild('mysql-2', { withoutPrimary: true }));
    expect(site.told).toEqual(['mysql-2 rebuild']);
  });
});

describe('problems', () => {
  const of = (members: Record<string, MemberStatus | undefined>) =>
    new FakeSite(members).operator.status().then(problems);

  test('are none when all is well', async () => {
    expect(await group().operator.status().then(problems)).toEqual([]);
  });

  test.each<[string, Record<string, MemberStatus | undefined>, string[]]>([
    [
      'a node that cannot be asked',
      { [ONE]: member('group', true), [TWO]: member('group', false), [THREE]: undefined },
      ['mysql-3 cannot be asked: ssh: connect to host: timed out'],
    ],
    [
      'a node that has stopped',
      {
        [ONE]: member('group', true),
        [TWO]: member('group', false),
        [THREE]: { ...member('group', false), exit: 76, said: 'diverged: x' },
      },
      ['mysql-3 has stopped: diverged: x; when another node has what must be kept: rebuild mysql-3'],
    ],
    [
      'a volume that is nearly full',
      { [ONE]: { ...member('group', true), volumeUsed: 91 }, [TWO]: member('group', false) },
      ['mysql-1: its volume is 91 % full'],
    ],
    [
      'a node that awaits its replacement',
      { [ONE]: member('group', true), [TWO]: { ...member('group', false), outdated: true } },
      [
        'mysql-2 was made from an older configuration: `npx cdktf-web-infrastructure mysql replace mysql-2`, which keeps its data',
      ],
    ],
    ['no replica', { [ONE]: member('pair', true, 'promoted') }, ['no replica: one more failure loses the database']],
    [
      'two primaries',
      { [ONE]: member('pair', true, 'primary'), [TWO]: member('pair', true, 'primary') },
      ['mysql-1 and mysql-2 both take writes: power one off now'],
    ],
    [
      'no primary',
      { [ONE]: member('group', false), [TWO]: member('group', false) },
      ['no primary: a group needs a majority of its nodes; start those that are down'],
    ],
  ])('name %s', async (_what, members, expected) => {
    expect(await of(members)).toEqual(expected);
  });
});
