import { COMMAND } from '../../host/command-name';
import { ProblemFound } from '../problem-found';
import type { Nodes } from '../site-nodes';
import { isPrimary, isReplica, shortName, type Member } from './member';
import type { MysqlOperator, Operation } from './mysql-operator';
import { OperationRefusedError } from './operation-refused';
import type { RestorePoint } from './restore-point';

const PROGRAM = '/usr/local/sbin/mysql-backup';

/** What a node says of the backups (constructs/mysql/backups/node/mysql-backup.py, `list`). Times are Unix seconds. */
export interface Backups {
  readonly timeline: string;
  readonly bases: readonly {
    readonly object: string;
    readonly time: number;
    readonly node: string;
    readonly size: number;
    readonly gtids: string;
  }[];
  readonly drills: readonly {
    readonly time: number;
    readonly ok: boolean;
    readonly node: string;
    readonly error?: string;
    readonly tables?: number;
    readonly rows?: number;
    readonly seconds?: number;
  }[];
  readonly binlogs: { readonly count: number; readonly bytes: number; readonly newest: number | null };
}

/** How a job went on one node. */
export interface Job {
  readonly ok?: boolean;
  readonly error?: string;
  readonly last_good?: number;
}

export interface NodeBackups extends Backups {
  readonly jobs: Readonly<Record<'archive' | 'base' | 'drill', Job>>;
}

/** What a restore gave. */
export interface Restored {
  readonly point: string;
  readonly base: string;
  readonly gtids: string;
  /** Unix seconds. */
  readonly last_commit: number | null;
  readonly seconds: number;
  readonly socket: string;
  /** Objects that another server's stood in for. */
  readonly damaged: readonly string[];
}

/** Operations on a cluster's backups, from a machine of the platform team. */
export class BackupOperator {
  public constructor(
    private readonly nodes: Nodes,
    private readonly mysql: MysqlOperator,
  ) {}

  /** By each node that can be asked. */
  public async list(): Promise<ReadonlyMap<string, NodeBackups>> {
    const members = (await this.mysql.status()).filter(({ status }) => status?.server);
    if (members.length === 0) throw new OperationRefusedError('no node can be asked: see `status`');
    const lists = await Promise.all(members.map(async ({ node }) => [node, await this.listOf(node)] as const));
    return new Map(lists);
  }

  /** A base backup now. */
  public async backup(): Promise<Operation> {
    const members = await this.mysql.status();
    const { node } = this.leastNeeded(members);
    return {
      plan: [`${shortName(node)} copies its data to the bucket; its volume needs room for the copy meanwhile`],
      run: async (progress) => {
        await this.archive(members, progress);
        const { object, size } = await this.ask<{ object: string; size: number }>(node, 'base --now');
        progress(`${object}: ${megabytes(size)}`);
      },
    };
  }

  /** A restore drill now. */
  public async verify(): Promise<Operation> {
    const { node } = this.leastNeeded(await this.mysql.status());
    return {
      plan: [
        `${shortName(node)} restores the newest backup into a server of its own beside the live one, and compares all rows; the copy is deleted afterwards`,
      ],
      run: async (progress) => {
        const found = await this.ask<{ base: string; tables: number; rows: number; seconds: number }>(
          node,
          'drill --now',
        ).catch((error: Error) => {
          throw new ProblemFound(error.message, { cause: error });
        });
        progress(
          `${found.base} and its logs restore in ${found.seconds} s: ${found.tables} tables with ${found.rows} rows, as they are live`,
        );
      },
    };
  }

  /** Beside the live data of one node, for people to look at. */
  public async restore(point: RestorePoint, target?: string): Promise<Operation> {
    const members = await this.mysql.status();
    const { node } = target === undefined ? this.leastNeeded(members) : this.mysql.member(members, target);
    return {
      plan: [
        `${shortName(node)} restores '${point.name}' into a server of its own beside the live one, which goes on as it is`,
        `it stays until \`${COMMAND} mysql discard-restore ${shortName(node)}\``,
      ],
      run: async (progress) => {
        await this.archive(members, progress);
        await this.restoreOn(node, point, progress);
      },
    };
  }

  /** Removes what a restore has left on a node. */
  public async discard(target: string): Promise<Operation> {
    const { node } = this.mysql.member(await this.mysql.status(), target);
    return {
      plan: [
        `${shortName(node)} deletes what was restored beside its live data, and the data that a restore of the whole cluster has replaced`,
      ],
      run: async () => void (await this.ask(node, 'discard')),
    };
  }

  /** Sends what the nodes have written and not sent yet. A node that cannot is told of: the others have the same transactions. */
  public async archive(members: readonly Member[], progress: (what: string) => void): Promise<void> {
    await Promise.all(
      members.map(({ node }) =>
        this.ask(node, 'archive').catch((error: Error) => progress(`${shortName(node)}: ${error.message}`)),
      ),
    );
  }

  public async restoreOn(node: string, point: RestorePoint, progress: (what: string) => void): Promise<Restored> {
    const restored = await this.ask<Restored>(node, `restore ${point.option}`);
    for (const line of restored.damaged) progress(`! ${line}`);
    const last = restored.last_commit;
    progress(
      `${shortName(node)} has restored ${restored.base} and what came after it in ${restored.seconds} s; the last transaction: ${last === null ? "the base's" : new Date(last * 1000).toISOString()}`,
    );
    progress(`to look at it: ssh to ${shortName(node)}, mysql --no-defaults -S ${restored.socket}`);
    return restored;
  }

  public async ask<T>(node: string, verb: string): Promise<T> {
    let text: string;
    try {
      text = await this.nodes.on(node, `${PROGRAM} ${verb}`);
    } catch (error) {
      // The way there is no news; what the node said last is.
      throw new Error(
        (error as Error).message
          .trim()
          .split('\n')
          .at(-1)!
          .replace(/^.* ended with \S+: /, ''),
        {
          cause: error,
        },
      );
    }
    const answer = JSON.parse(text) as T & { enabled?: boolean };
    if (answer.enabled === false)
      throw new OperationRefusedError(
        'this cluster has no backups: give its MysqlDatabase MysqlBackups.toSpaces(), and deploy',
      );
    return answer;
  }

  private listOf(node: string): Promise<NodeBackups> {
    return this.ask<NodeBackups>(node, 'list');
  }

  /** A replica where there is one. */
  private leastNeeded(members: readonly Member[]): Member {
    const found = members.find(isReplica) ?? members.find(isPrimary);
    if (!found) throw new OperationRefusedError('no node has current data: see `status`');
    return found;
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
