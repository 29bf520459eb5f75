import type { Nodes } from '../../../../cli/site-nodes';
import type { DatabaseName, ManagedCluster, OnlineMigration } from '../../../../cli/mysql/managed-cluster';
import { Migration, migrationProblems, type MigrationStatus } from '../../../../cli/mysql/migration';
import { MysqlOperator, type Operation } from '../../../../cli/mysql/mysql-operator';
import { withFakeClock } from '../../fake-clock';

const NAMES = ['mysql-1.int.foobar.com', 'mysql-2.int.foobar.com', 'mysql-3.int.foobar.com'];
const SECRET = 'AVNS_secret';

/** A site with both databases, which does what it is told and remembers it. */
class FakeSite implements Nodes {
  public readonly told: string[] = [];
  public readonly commands: string[] = [];
  public serving: DatabaseName[] = ['self-hosted'];
  public follows = false;
  public loaded = false;
  public online: OnlineMigration | undefined;
  public copyEnds: OnlineMigration['status'] = 'syncing';
  /** Looks of each kind that fail, once `follow` was done. */
  public failures: string[] = [];

  public tier(): readonly string[] {
    return NAMES;
  }

  public on(node: string, command: string): Promise<string> {
    this.commands.push(command);
    const [verb = '', argument] = command.replace('python3 - ', '').split(' ');
    if (this.told.includes('mysql-1 follow') && this.failures[0] === `${node.split('.')[0]} ${verb}`) {
      this.failures.shift();
      return Promise.reject(new Error('ssh ended with 255: Connection timed out'));
    }
    if (verb === 'status') return this.answer(this.member(node));
    if (verb === 'look') {
      const { serving, follows, loaded } = this;
      return this.answer({ serving, follows, loaded, error: '', lacks: { 'self-hosted': 0, managed: 0 } });
    }
    this.told.push([node.split('.')[0], verb, argument].filter(Boolean).join(' '));
    if (verb === 'follow') this.follows = true;
    if (verb === 'switch') this.serving = [argument as DatabaseName];
    if (verb === 'offer') return this.answer({ host: NAMES[0], port: 3306, username: 'migration', password: 'p' });
    return this.answer(verb === 'switch' ? { seconds: 1 } : {});
  }

  public get migration(): Migration {
    const managed = {
      access: () =>
        Promise.resolve({ host: 'h', port: 1, user: 'doadmin', password: SECRET, ca: '', appPasswords: {} }),
      migration: () => Promise.resolve(this.online),
      copyFrom: ({ host }: { host: string }) => {
        this.told.push(`copy from ${host}`);
        this.online = { id: 'm', status: this.copyEnds };
        return Promise.resolve();
      },
      stopCopying: () => {
        this.told.push('stop copying');
        return Promise.resolve();
      },
    } as unknown as ManagedCluster;
    const power = { off: () => Promise.resolve(), on: () => Promise.resolve() };
    return new Migration({ from: 'self-hosted', clusterId: 'c' }, this, new MysqlOperator(this, power), managed);
  }

  private member(node: string) {
    const primary = node === NAMES[0];
    const server = { version: '9.7.4', state: 'ONLINE', primary, writable: primary, behind: 0, members: [], gtids: '' };
    return { kind: 'group', exit: 0, said: '', volumeUsed: 10, outdated: false, role: 'none', server };
  }

  private answer(value: object): Promise<string> {
    return Promise.resolve(JSON.stringify(value));
  }
}

let site: FakeSite;
beforeEach(() => {
  site = new FakeSite();
});

async function carryOut(operation: Operation | undefined): Promise<void> {
  await operation!.run(() => undefined);
}

test('into a managed cluster: DigitalOcean copies, and the self-hosted one follows it, for the way back', async () => {
  await carryOut(await site.migration.start());
  expect(site.told).toEqual(['mysql-1 offer', `copy from ${NAMES[0]}`, 'mysql-1 follow']);
});

test('a start that was interrupted after the copy does not copy again', async () => {
  site.online = { id: 'm', status: 'syncing' };
  await carryOut(await site.migration.start());
  expect(site.told).toEqual(['mysql-1 follow']);
});

test('a copy that DigitalOcean gives up is an error, and nobody follows', async () => {
  site.copyEnds = 'error';
  await expect(carryOut(await site.migration.start())).rejects.toThrow("ended with 'error'");
  expect(site.told).not.toContain('mysql-1 follow');
});

test('into a self-hosted cluster: one node takes the data while the others stand still, and they copy it from there', async () => {
  site.serving = ['managed'];
  await carryOut(await site.migration.start());
  expect(site.told).toEqual([
    'mysql-2 stand-still',
    'mysql-3 stand-still',
    'mysql-1 load',
    'mysql-2 rebuild',
    'mysql-3 rebuild',
    'mysql-1 follow',
  ]);
});

test('a primary that no longer follows, after a restart, only follows again', async () => {
  Object.assign(site, { serving: ['managed'], loaded: true });
  await carryOut(await site.migration.start());
  expect(site.told).toEqual(['mysql-1 follow']);
});

test('a switch is refused while the other one does not follow', async () => {
  await expect(site.migration.switch()).rejects.toThrow(
    'the managed cluster does not follow the self-hosted cluster: see `migrate status`',
  );
  expect(site.told).toEqual([]);
});

test('a switch is told to the primary; one that is done already is not done again', async () => {
  site.online = { id: 'm', status: 'syncing' };
  await carryOut(await site.migration.switch());
  expect(site.told).toEqual(['mysql-1 switch managed']);
  expect(await site.migration.switch('managed')).toBeUndefined();
});

test('a switch that was interrupted is repeated by naming who shall serve', async () => {
  Object.assign(site, { serving: [], online: { id: 'm', status: 'syncing' } });
  await expect(site.migration.switch()).rejects.toThrow('say which one shall');
  await carryOut(await site.migration.switch('managed'));
  expect(site.told).toEqual(['mysql-1 switch managed']);
});

test('without a way back the plan of a switch says so', async () => {
  Object.assign(site, { serving: ['managed'], follows: true });
  expect((await site.migration.switch())!.plan.join()).toContain('there is no way back');
});

test('a finish stops both directions, and names the deploy that comes next', async () => {
  Object.assign(site, { serving: ['managed'], online: { id: 'm', status: 'syncing' } });
  const operation = await site.migration.finish();
  expect(operation.plan.join()).toContain('MysqlDatabase.managed() alone');
  await carryOut(operation);
  expect(site.told).toEqual(['stop copying', 'mysql-1 finish']);
});

test('a look that fails meanwhile ends no migration: the primary did not answer, or what it has to say', async () => {
  Object.assign(site, { serving: ['managed'], loaded: true, failures: ['mysql-1 status', 'mysql-1 look'] });
  const progress: string[] = [];
  await withFakeClock(
    { shouldAdvanceTime: true, toNotFake: ['performance', 'nextTick', 'queueMicrotask'] },
    async (clock) => {
      const running = (await site.migration.start()).run((what) => void progress.push(what));
      await clock.tickAsync(3000);
      await running;
    },
  );
  expect(progress).toEqual([
    'cannot look, and goes on: the self-hosted cluster has no primary: see `status`',
    'cannot look, and goes on: ssh ended with 255: Connection timed out',
    'the self-hosted cluster is up to date: `migrate switch` when it suits you',
  ]);
  expect(site.failures).toEqual([]);
});

test('no password is in a command', async () => {
  await carryOut(await site.migration.start());
  expect(site.commands.join()).not.toContain(SECRET);
});

test.each<[string, Partial<MigrationStatus>, string]>([
  ['both serve', { serving: ['self-hosted', 'managed'] }, 'both databases take the app'],
  ['neither serves', { serving: [] }, 'neither database takes the app'],
  ['the copy has failed', { managed: 'error' }, 'migration into the managed cluster has failed'],
  [
    'the way back is gone',
    { serving: ['managed'], managed: 'syncing', loaded: true },
    'does not follow since its primary has changed or restarted: `migrate start`',
  ],
])('says so when %s', (_, found, problem) => {
  const status: MigrationStatus = {
    serving: ['self-hosted'],
    lacks: { 'self-hosted': 0, managed: 0 },
    follows: false,
    error: '',
    loaded: false,
    primary: 'mysql-1',
    managed: 'none',
  };
  expect(migrationProblems(status)).toEqual([]);
  expect(migrationProblems({ ...status, ...found })).toEqual([expect.stringContaining(problem)]);
});
