import { backupProblems } from '../../../../cli/mysql/backup-problems';
import { BackupOperator, type NodeBackups } from '../../../../cli/mysql/backup-operator';
import type { MemberStatus } from '../../../../cli/mysql/member';
import { MysqlOperator, type Operation } from '../../../../cli/mysql/mysql-operator';
import { restoreCluster } from '../../../../cli/mysql/restore-cluster';
import { RestorePoint } from '../../../../cli/mysql/restore-point';
import { withFakeClock } from '../../fake-clock';
import { onlineServer } from './online-server';

const GTID = '3e11fa47-71ca-11e1-9e33-c80aa9429562:23';
const BEFORE = RestorePoint.beforeGtid(GTID);
const PROGRAM = '/usr/local/sbin/mysql-backup ';

type State = 'primary' | 'replica' | 'down' | 'lost';

/** A cluster that does what it is told, and remembers it. */
class FakeCluster {
  public readonly told: string[] = [];
  public answers: Readonly<Record<string, object | Error>> = {};
  /** The point that a node has restored already. */
  public prepared: Readonly<Record<string, string>> = {};

  public constructor(
    private readonly states: Record<string, State>,
    private readonly kind: MemberStatus['kind'] = 'group',
  ) {}

  public tier(): readonly string[] {
    return Object.keys(this.states);
  }

  public on(node: string, command: string): Promise<string> {
    const state = this.states[node]!;
    if (state === 'lost') return Promise.reject(new Error('ssh: connect to host: timed out'));
    const verb = command.replace('python3 - ', '').replace(PROGRAM, '');
    if (verb === 'status') return Promise.resolve(JSON.stringify(this.status(state)));
    if (verb === 'restored') return Promise.resolve(JSON.stringify({ point: this.prepared[node] ?? null }));
    this.told.push(`${node} ${verb}`);
    if (verb === 'stand-still') this.states[node] = 'down';
    if (verb === 'adopt') this.states[node] = 'primary';
    if (verb === 'rebuild') this.states[node] = 'replica';
    const answer = this.answers[verb.split(' ')[0]!] ?? {};
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(JSON.stringify(answer));
  }

  public get mysql(): MysqlOperator {
    return new MysqlOperator(this, { off: () => Promise.resolve(), on: () => Promise.resolve() });
  }

  public get backups(): BackupOperator {
    return new BackupOperator(this, this.mysql);
  }

  private status(state: State): MemberStatus {
    return {
      kind: this.kind,
      exit: 0,
      said: '',
      volumeUsed: 1,
      outdated: false,
      role: 'none',
      server: state === 'down' ? null : onlineServer(state === 'primary'),
    };
  }
}

const RESTORED = { base: 'bases/x', seconds: 3, last_commit: null, damaged: [], socket: '/x' };

function group(states: Partial<Record<'one' | 'two' | 'three', State>> = {}): FakeCluster {
  const cluster = new FakeCluster({ one: 'primary', two: 'replica', three: 'replica', ...states });
  cluster.answers = { restore: RESTORED, base: { object: 'bases/y', size: 1 } };
  return cluster;
}

async function carryOut(operation: Operation): Promise<readonly string[]> {
  const said: string[] = [];
  await operation.run((what) => said.push(what));
  return said;
}

describe('a point', () => {
  test.each([
    ['2026-11-24T23:00:05.25Z', '--to-time 2026-11-24T23:00:05.25Z'],
    ['2026-11-24T23:00Z', '--to-time 2026-11-24T23:00Z'],
  ])('in time: %s', async (text, option) => {
    await withFakeClock({ now: Date.parse('2026-12-01T00:00:00Z') }, () =>
      expect(RestorePoint.toTime(text).option).toBe(option),
    );
  });

  test.each([
    ['a time without a zone', () => RestorePoint.toTime('2026-11-24T23:00:05'), 'is no moment in UTC'],
    ['words for the shell', () => RestorePoint.toTime('2026-11-24T23:00Z; reboot'), 'is no moment in UTC'],
    ['the future', () => RestorePoint.toTime('2999-01-01T00:00Z'), 'is yet to come'],
    ['a set of transactions', () => RestorePoint.beforeGtid(`${GTID}-25`), 'is no transaction'],
    ['words for the shell in place of a transaction', () => RestorePoint.beforeGtid('$(reboot)'), 'is no transaction'],
  ])('is not %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('backup', () => {
  test('archives on all nodes, then has a replica make the base', async () => {
    const cluster = group();
    await carryOut(await cluster.backups.backup());
    expect(cluster.told).toEqual(['one archive', 'two archive', 'three archive', 'two base --now']);
  });

  test('says what to do where there are no backups', async () => {
    const cluster = group();
    cluster.answers = { base: { enabled: false } };
    await expect(carryOut(await cluster.backups.backup())).rejects.toThrow(
      'this cluster has no backups: give its MysqlDatabase MysqlBackups.toSpaces(), and deploy',
    );
  });

  test("fails with the node's own last word", async () => {
    const cluster = group();
    cluster.answers = {
      base: new Error('ssh -o BatchMode=yes root@two -- x ended with 1: some warning\nthe volume has no room'),
    };
    await expect(carryOut(await cluster.backups.backup())).rejects.toThrow(/^the volume has no room$/);
  });
});

describe('restore of one node', () => {
  test('takes a replica, and leaves the live data alone', async () => {
    const cluster = group();
    await carryOut(await cluster.backups.restore(BEFORE));
    expect(cluster.told.at(-1)).toBe(`two restore --before-gtid ${GTID}`);
    expect(cluster.told.join()).not.toContain('stand-still');
  });

  test('tells of damaged objects that others stood in for', async () => {
    const cluster = group();
    cluster.answers = { restore: { ...RESTORED, damaged: ['binlogs/x is missing or damaged'] } };
    expect(await carryOut(await cluster.backups.restore(BEFORE, 'three'))).toContain(
      '! binlogs/x is missing or damaged',
    );
  });
});

describe('restore of the whole cluster', () => {
  test('prepares beside the live data first; the primary of a group stops last; the others are emptied', async () => {
    const cluster = group();
    await carryOut(await restoreCluster(BEFORE, cluster.mysql, cluster.backups));
    expect(cluster.told).toEqual([
      'one archive',
      'two archive',
      'three archive',
      `two restore --before-gtid ${GTID}`,
      'two stand-still',
      'three stand-still',
      'one stand-still',
      'two adopt',
      'one rebuild',
      'three rebuild',
      'one base --now',
    ]);
  });

  test('stops the primary of a pair first: its last write would wait for a replica that has stopped', async () => {
    const cluster = new FakeCluster({ one: 'replica', two: 'primary' }, 'pair');
    cluster.answers = { restore: RESTORED, base: {} };
    await carryOut(await restoreCluster(BEFORE, cluster.mysql, cluster.backups));
    expect(cluster.told.filter((what) => what.endsWith('stand-still'))).toEqual(['two stand-still', 'one stand-still']);
  });

  test('interrupted when all had stopped, it goes on with the node that has restored that very point', async () => {
    const cluster = group({ one: 'down', two: 'down', three: 'down' });
    cluster.prepared = { two: 'latest', three: BEFORE.name };
    await carryOut(await restoreCluster(BEFORE, cluster.mysql, cluster.backups));
    expect(cluster.told.join()).not.toContain('three restore');
    expect(cluster.told).toContain('three adopt');
    expect(cluster.told).toContain('two rebuild');
  });

  test('changes nothing when the restore fails', async () => {
    const cluster = group();
    cluster.answers = { restore: new Error('a gap in the binary logs') };
    await expect(carryOut(await restoreCluster(BEFORE, cluster.mysql, cluster.backups))).rejects.toThrow('a gap');
    expect(cluster.told.filter((what) => /stand-still|adopt|rebuild/.test(what))).toEqual([]);
  });

  test('refuses while a node is away, whose newer data would win later', async () => {
    const cluster = group({ three: 'lost' });
    await expect(restoreCluster(BEFORE, cluster.mysql, cluster.backups)).rejects.toThrow(
      'three cannot be reached, and would bring its own data back later',
    );
  });

  test('refuses to bring back the latest data while a primary has them', async () => {
    const cluster = group();
    await expect(restoreCluster(RestorePoint.latest(), cluster.mysql, cluster.backups)).rejects.toThrow(
      'one is primary and has the latest data',
    );
  });
});

describe('problems about backups', () => {
  const well: NodeBackups = {
    timeline: 'initial',
    bases: [{ object: 'bases/x', time: 1000, node: 'two', size: 1, gtids: '' }],
    drills: [{ time: 1000, ok: true, node: 'two' }],
    binlogs: { count: 1, bytes: 1, newest: 1000 },
    jobs: { archive: { ok: true, last_good: 9000 }, base: {}, drill: {} },
  };

  test.each<[string, Partial<NodeBackups>, string[]]>([
    ['are none when all is well', {}, []],
    [
      'name a missing base',
      { bases: [] },
      ['there is no base backup, so nothing can be restored: `npx cdktf-web-infrastructure mysql backup`'],
    ],
    [
      'name a job that failed, with its words',
      { jobs: { ...well.jobs, base: { ok: false, error: 'the volume has no room' } } },
      ['one, base: the volume has no room'],
    ],
    [
      'name a drill that failed',
      { drills: [{ time: 1, ok: false, node: 'two', error: 'restored and live differ' }] },
      ['the last drill, on two, failed: restored and live differ'],
    ],
    [
      'name a node that sends nothing',
      { jobs: { ...well.jobs, archive: { ok: true, last_good: 1000 } } },
      ['one has sent no binary log for 3 h: `journalctl -u mysql-backup@archive` there says why'],
    ],
  ])('%s', (_, change, expected) => {
    expect(backupProblems(new Map([['one', { ...well, ...change }]]), 10_000)).toEqual(expected);
  });
});
