import { createInterface } from 'node:readline/promises';
import { COMMAND } from '../../host/command-name';
import { print } from '../../host/terminal';
import { connect, type Connection } from '../connect';
import { EXIT } from '../exit-code';
import { untilInterrupted } from '../interrupted';
import { withAlertsSilenced } from '../monitoring/with-alerts-silenced';
import { AlertSilences } from '../monitoring/alert-silences';
import type { SiteSelection } from '../project/find-site';
import type { Replacing } from '../terraform';
import { BackupOperator } from './backup-operator';
import { ManagedCluster } from './managed-cluster';
import { Migration } from './migration';
import { MysqlOperator, type Operation } from './mysql-operator';
import { OperationRefusedError } from './operation-refused';

export interface SessionOptions extends SiteSelection {
  /** Role of the cluster's tier. @default the only one */
  readonly tier?: string;
  /** Does it without confirmation. */
  readonly yes?: true;
}

/** Opens a session with the options of `mysql`, which stand before or after the verb. */
export type OpenSession = () => Promise<MysqlSession>;

/** One run of a command on the MySQL cluster of a site. */
export class MysqlSession {
  private constructor(
    private readonly connection: Connection,
    private readonly options: SessionOptions,
    public readonly mysql: MysqlOperator,
  ) {}

  public static async open(options: SessionOptions): Promise<MysqlSession> {
    const connection = await connect(options);
    return new MysqlSession(connection, options, operatorOf(connection, options));
  }

  public get backups(): BackupOperator {
    return new BackupOperator(this.connection.nodes, this.mysql);
  }

  public get migration(): Migration {
    const { site, nodes, digitalOcean } = this.connection;
    if (!site.migration)
      throw new OperationRefusedError(
        'no database moves here: deploy MysqlDatabase.migrating() first (docs/guides/migrate-mysql.md)',
      );
    return new Migration(site.migration, nodes, this.mysql, new ManagedCluster(digitalOcean, site.migration.clusterId));
  }

  /** Of the stack that the database is in. */
  public get terraform(): Replacing {
    return this.connection.terraformOf(this.role);
  }

  /** Finds the nodes again: one that was replaced has another address and key. */
  public async reconnect(): Promise<MysqlOperator> {
    return operatorOf(await connect(this.options), this.options);
  }

  private get role(): string {
    return roleOf(this.connection, this.options);
  }

  /** Prints what will happen, has it confirmed, does it. Alerts that it causes by itself are silent meanwhile. */
  public async carryOut(operation: Operation): Promise<void> {
    for (const line of operation.plan) print(`- ${line}`);
    if (!this.options.yes && !(await confirmed())) {
      print('Nothing was done.');
      process.exitCode = EXIT.cannot;
      return;
    }
    const say = (what: string) => print(`${new Date().toISOString().slice(11, 19)} ${what}`);
    await this.withSilence(operation, () => operation.run(say), say);
    print('Done.');
  }

  private async withSilence(
    { plan, expected }: Operation,
    work: () => Promise<void>,
    say: (what: string) => void,
  ): Promise<void> {
    if (!expected) return work();
    const author = `${COMMAND} ${process.argv.slice(2).join(' ')}`;
    const ofTier = { ...expected, ...(expected.tier && { tier: this.role }) };
    const silence = { expected: ofTier, author, comment: plan.join('; ') };
    await withAlertsSilenced(() => untilInterrupted(work), silence, new AlertSilences(this.connection.nodes), say);
  }
}

/** Opens a session, and carries out the operation that `choose` makes of it. */
export async function operate(open: OpenSession, choose: (session: MysqlSession) => Promise<Operation>): Promise<void> {
  const session = await open();
  await session.carryOut(await choose(session));
}

function operatorOf(connection: Connection, options: SessionOptions): MysqlOperator {
  return new MysqlOperator(connection.nodes, connection.fence, roleOf(connection, options));
}

function roleOf({ site }: Connection, { tier }: SessionOptions): string {
  const roles = site.databases.flatMap((one) => (one.kind === 'self-hosted' ? one.role : []));
  if (tier !== undefined && roles.includes(tier)) return tier;
  if (tier !== undefined && roles.length > 0)
    throw new OperationRefusedError(`no MySQL cluster is in a tier '${tier}': there are ${roles.join(', ')}`);
  if (roles.length > 1) throw new OperationRefusedError(`name the cluster by --tier: there are ${roles.join(', ')}`);
  if (roles.length === 1) return roles[0]!;
  throw new OperationRefusedError(
    site.databases.length > 0
      ? `the database of ${site.name} is managed: DigitalOcean operates it`
      : `${site.name} has no self-hosted MySQL cluster`,
  );
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new OperationRefusedError('not a terminal: pass --yes to confirm');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Go on? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
