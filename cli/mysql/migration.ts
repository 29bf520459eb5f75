import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SiteMigration } from '../../constructs/site-output/site-description';
import { bearing } from '../../host/until';
import type { Nodes } from '../site-nodes';
import type { DatabaseName, ManagedCluster, MigrationSource, OnlineMigration } from './managed-cluster';
import { EXPECTED } from './expected-alerts';
import { isPrimary, shortName } from './member';
import { ADMIN_PROGRAM, type MysqlOperator, type Operation } from './mysql-operator';
import { OperationRefusedError } from './operation-refused';

const PROGRAM = join(__dirname, 'node/mysql-migrate.py');
/** A copy of a large database takes its time; DigitalOcean itself gives up after two weeks. */
const COPY_SECONDS = 14 * 24 * 3600;
/** Transactions: a follower that lacks fewer lacks what is under way. */
const CURRENT = 100;
/** So long may nobody be able to look: a copy goes on meanwhile, and a node may be busy with it. */
const BLIND_SECONDS = 300;
/** Between two looks. */
const PAUSE_MS = 1000;

/** What the primary of the self-hosted cluster says of the two (node/mysql-migrate.py, `look`). */
interface Look {
  readonly serving: readonly DatabaseName[];
  /** Transactions of the other one that it has not. */
  readonly lacks: Readonly<Record<DatabaseName, number>>;
  /** The self-hosted cluster follows the managed one. */
  readonly follows: boolean;
  readonly error: string;
  readonly loaded: boolean;
}

export interface MigrationStatus extends Look {
  /** Short name of the node that would follow. */
  readonly primary: string;
  /** Of the managed cluster after the self-hosted one, as DigitalOcean says. */
  readonly managed: OnlineMigration['status'] | 'none';
}

/** Moves a site's data between a self-hosted and a managed cluster that a deploy has put side by side. */
export class Migration {
  public constructor(
    private readonly migration: SiteMigration,
    private readonly nodes: Nodes,
    private readonly mysql: MysqlOperator,
    private readonly managed: ManagedCluster,
  ) {}

  public async status(): Promise<MigrationStatus> {
    const primary = await this.primary();
    const look = await this.ask<Look>(primary, 'look');
    const managed = (await this.managed.migration())?.status ?? 'none';
    return { ...look, primary: shortName(primary), managed };
  }

  /** Copies what the one that serves has, and has the other one follow it. */
  public async start(): Promise<Operation> {
    const status = await this.status();
    return servingOf(status) === 'self-hosted' ? this.copyIntoManaged(status) : this.copyIntoSelfHosted(status);
  }

  /** Turns the app over to the other database, or to `target`. */
  public async switch(target?: DatabaseName): Promise<Operation | undefined> {
    const status = await this.status();
    if (status.serving.length === 0 && !target)
      throw new OperationRefusedError(
        'neither database takes the app, as an interrupted switch leaves it: say which one shall',
      );
    const next = target ?? otherThan(servingOf(status));
    if (status.serving.includes(next)) return undefined;
    if (!followerRuns(status, next))
      throw new OperationRefusedError(
        `${nameOf(next)} does not follow ${nameOf(otherThan(next))}: ${status.error || 'see `migrate status`'}`,
      );
    return {
      plan: [
        `${nameOf(otherThan(next))} takes no more from the app, and its connections are cut`,
        `when ${nameOf(next)} has every transaction, it takes the app: no more than some seconds later`,
        next === 'managed' || status.managed === 'syncing'
          ? `${nameOf(otherThan(next))} follows from then on: the same command switches back`
          : 'the managed cluster does not follow: there is no way back to it but another migration, into a new cluster',
      ],
      run: async (progress) => {
        const primary = await this.primary();
        const { seconds } = await this.ask<{ seconds: number }>(primary, 'switch', next);
        progress(`${nameOf(next)} takes the app after ${seconds} s; app servers follow within a second`);
      },
    };
  }

  /** Whoever serves is kept; the other one is cut off. */
  public async finish(): Promise<Operation> {
    const status = await this.status();
    const kept = servingOf(status);
    return {
      plan: [
        `${nameOf(otherThan(kept))} gets no more of what is written to ${nameOf(kept)}: there is no way back`,
        `afterwards: a deploy with ${kept === 'managed' ? 'MysqlDatabase.managed()' : 'MysqlDatabase.selfHosted()'} alone, which deletes the other one`,
      ],
      run: async (progress) => {
        const online = await this.managed.migration();
        if (online && isUnderWay(online.status)) await this.managed.stopCopying(online);
        await this.ask(await this.primary(), 'finish');
        progress(`${nameOf(otherThan(kept))} follows no more`);
      },
    };
  }

  private copyIntoManaged({ managed, primary }: MigrationStatus): Operation {
    return {
      plan: [
        ...(managed === 'syncing'
          ? []
          : [
              'DigitalOcean copies all databases of the self-hosted cluster over those of the managed one, which then follows it',
            ]),
        `${primary} follows the managed cluster, for the way back`,
      ],
      run: async (progress) => {
        const node = await this.primary();
        if (!isUnderWay(managed)) {
          await this.managed.copyFrom(await this.ask<MigrationSource>(node, 'offer'));
          progress('the copy has begun');
        }
        await this.untilCopied(progress);
        progress('copied; the managed cluster follows');
        await this.ask(node, 'follow');
        await this.untilCurrent('managed', progress);
      },
    };
  }

  private copyIntoSelfHosted({ loaded, primary }: MigrationStatus): Operation {
    return {
      plan: [
        ...(loaded
          ? []
          : [
              'all data of the self-hosted cluster is deleted, and its nodes but one stand still meanwhile',
              `${primary} takes a copy of the managed cluster's; then the others take theirs`,
            ]),
        `${primary} follows the managed cluster`,
      ],
      expected: loaded ? undefined : EXPECTED.noPrimary,
      run: async (progress) => {
        const node = await this.primary();
        if (!loaded) await this.load(node, progress);
        await this.ask(node, 'follow');
        await this.untilCurrent('self-hosted', progress);
      },
    };
  }

  private async load(node: string, progress: (what: string) => void): Promise<void> {
    const others = (await this.mysql.status()).map((member) => member.node).filter((name) => name !== node);
    for (const other of others) await this.mysql.ask(other, 'stand-still');
    progress(`${shortName(node)} takes a copy of the managed cluster's data`);
    await this.ask(node, 'load');
    await Promise.all(others.map((other) => this.mysql.ask(other, 'rebuild')));
    progress(`copied; waiting for the copies of ${others.map(shortName).join(' and ')}`);
    await this.mysql.untilPrimary(node, progress);
    for (const other of others) await this.mysql.untilInPlace(other, progress);
  }

  private async untilCopied(progress: (what: string) => void): Promise<void> {
    const look = bearing(async () => (await this.managed.migration())?.status ?? 'none', BLIND_SECONDS, seen(progress));
    for (const deadline = Date.now() + COPY_SECONDS * 1000; ; await wait(PAUSE_MS)) {
      const status = (await look()) ?? 'running';
      if (status === 'syncing') return;
      if (status !== 'running' || Date.now() > deadline)
        throw new Error(
          `DigitalOcean's migration into the managed cluster ended with '${status}'; its console says why. A cluster that has some of the data already takes no second copy: make a new one`,
        );
    }
  }

  private async untilCurrent(follower: DatabaseName, progress: (what: string) => void): Promise<void> {
    const look = bearing(() => this.status(), BLIND_SECONDS, seen(progress));
    for (;;) {
      const status = await look();
      if (status && !followerRuns(status, follower))
        throw new Error(`${nameOf(follower)} does not follow: ${status.error || 'see `migrate status`'}`);
      if (status && status.lacks[follower] < CURRENT) break;
      if (status) progress(`${nameOf(follower)} lacks ${status.lacks[follower]} transactions`);
      await wait(PAUSE_MS);
    }
    progress(`${nameOf(follower)} is up to date: \`migrate switch\` when it suits you`);
  }

  private async primary(): Promise<string> {
    const found = (await this.mysql.status()).find(isPrimary);
    if (!found) throw new OperationRefusedError('the self-hosted cluster has no primary: see `status`');
    return found.node;
  }

  /** The secrets go where nobody but the node sees them: into the program's text, on its standard input. */
  private async ask<T>(node: string, verb: string, argument = ''): Promise<T> {
    const given = JSON.stringify({ from: this.migration.from, managed: await this.managed.access() });
    const text = (name: string, value: string) => `${name} = ${JSON.stringify(value)}\n`;
    const program = [text('ADMIN', ADMIN_PROGRAM), text('INPUT', given), readFileSync(PROGRAM, 'utf8')].join('');
    return JSON.parse(await this.nodes.on(node, `python3 - ${verb} ${argument}`.trim(), program)) as T;
  }
}

/** What is not as it should be, one line each with its remedy. */
export function migrationProblems(status: MigrationStatus): readonly string[] {
  const { serving, follows, error, managed } = status;
  if (serving.length === 2)
    return ['both databases take the app: `migrate switch` to the one that has what must be kept'];
  if (serving.length === 0)
    return ['neither database takes the app: `migrate switch self-hosted` or `migrate switch managed`'];
  const [one] = serving;
  const found = [];
  if (one === 'self-hosted' && managed === 'error')
    found.push(
      'DigitalOcean’s migration into the managed cluster has failed; its console says why: make a new cluster',
    );
  if (error) found.push(`the self-hosted cluster does not follow: ${error}`);
  else if (one === 'managed' && status.loaded && !follows)
    found.push('the self-hosted cluster does not follow since its primary has changed or restarted: `migrate start`');
  return found;
}

/** A look that failed ends no operation. */
function seen(progress: (what: string) => void): (reason: string) => void {
  return (reason) => progress(`cannot look, and goes on: ${reason}`);
}

function servingOf({ serving }: Look): DatabaseName {
  const [one, ...more] = serving;
  if (!one || more.length > 0)
    throw new OperationRefusedError(
      `${one ? 'both databases take' : 'neither database takes'} the app: see \`migrate status\``,
    );
  return one;
}

function followerRuns({ follows, managed }: MigrationStatus, name: DatabaseName): boolean {
  return name === 'managed' ? managed === 'syncing' : follows;
}

function isUnderWay(status: MigrationStatus['managed']): boolean {
  return status === 'running' || status === 'syncing';
}

function otherThan(name: DatabaseName): DatabaseName {
  return name === 'managed' ? 'self-hosted' : 'managed';
}

function nameOf(name: DatabaseName): string {
  return `the ${name} cluster`;
}
