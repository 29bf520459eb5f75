import { attach } from '../host/attach';
import { run } from '../host/run';
import type { SiteTier } from '../constructs/site-output/site-description';
import { HostKeys, NoHostKey, aliasOf, type PinnedNode } from './host-keys';
import type { SshRoute } from './reach';

/** The nodes of a deployed site, and a way to run a program on one. */
export interface Nodes {
  /** Full private names of a tier's nodes, in order. */
  tier(tier: string): readonly string[];
  /** Runs a command on a node, as root, and gives what it prints; `input` is its standard input. Rejects with what it says when it fails. */
  on(node: string, command: string, input?: string): Promise<string>;
}

export type TierHeading = Pick<SiteTier, 'role' | 'kind' | 'title'>;

/** All of them, tier by tier. */
export interface TieredNodes extends Nodes {
  /** From the visitor inwards; users' own last. */
  readonly tiers: readonly TierHeading[];
}

export interface AttachableNodes extends TieredNodes {
  /** Runs a command on a node, as root, with this process's own input and output, as from a terminal with `tty`; gives its exit code. */
  attach(node: string, command: string, tty: boolean): Promise<number>;
}

/** Of a connection that is lost while a command runs, ssh itself would wait forever: it gives up after three probes, 10 s apart. */
const LOST = ['-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'];
/** ssh's own failures, apart from those of what it runs. */
const NO_CONNECTION = /ended with 255: /;
const OTHER_KEY = /Host key verification failed/;

/** By ssh, through the bastions: the tiers that administrators reach by ssh. Without one, directly. */
export class SiteNodes implements AttachableNodes {
  private readonly hostKeys: HostKeys;

  public constructor(
    public readonly tiers: readonly SiteTier[],
    private readonly route: SshRoute = {},
  ) {
    this.hostKeys = new HostKeys(route);
  }

  public tier(tier: string): readonly string[] {
    return namesOf(this.tiers.filter(({ role }) => role === tier));
  }

  private find(node: string): PinnedNode {
    const found = this.tiers
      .flatMap(({ nodes, hostKeys }) => nodes.map((one) => ({ ...one, hostKeys })))
      .find(({ name }) => name === node);
    if (!found) throw new Error(`no node ${node}: there are ${namesOf(this.tiers).join(', ')}`);
    return found;
  }

  public on(node: string, command: string, input?: string): Promise<string> {
    return this.onFirstPath(node, (path) => this.run(path, command, input));
  }

  public async attach(node: string, command: string, tty: boolean): Promise<number> {
    const path = await this.onFirstPath(node, async (one) => {
      await this.run(one, 'true');
      return one;
    });
    const [program, ...args] = await this.commandLine(path, command, [tty ? '-t' : '-T']);
    return attach(program!, args);
  }

  /** Tries every bastion before it gives up. */
  private async onFirstPath<T>(node: string, use: (path: readonly PinnedNode[]) => Promise<T>): Promise<T> {
    const target = this.find(node);
    const bastions = namesOf(this.tiers.filter(({ bastion }) => bastion)).map((name) => this.find(name));
    if (bastions.length === 0) return use([target]);
    for (const [i, bastion] of bastions.entries()) {
      try {
        return await use([bastion, target]);
      } catch (error) {
        if (i === bastions.length - 1 || !isNoConnection(error)) throw error;
      }
    }
    throw new Error('unreachable: the last bastion returns or throws');
  }

  /** Over one node, or through the first to the second. Keys that a node has proven to be its new ones are worth another try. */
  private async run(path: readonly PinnedNode[], command: string, input?: string): Promise<string> {
    try {
      return await this.ssh(path, command, input);
    } catch (error) {
      if (!isNoConnection(error) || !OTHER_KEY.test((error as Error).message)) throw error;
      const renewed = await Promise.all(path.map((node) => this.hostKeys.renew(node)));
      if (!renewed.includes(true)) throw error;
      return this.ssh(path, command, input);
    }
  }

  private async ssh(path: readonly PinnedNode[], command: string, input = ''): Promise<string> {
    const [program, ...args] = await this.commandLine(path, command);
    return run(program!, args, { input });
  }

  private async commandLine(
    path: readonly PinnedNode[],
    command: string,
    more: readonly string[] = [],
  ): Promise<readonly string[]> {
    const options = await Promise.all(path.map((node) => this.options(node)));
    const [first, second] = path;
    const target = second
      ? [
          ...options[1]!,
          ...['-o', `ProxyCommand=${['ssh', ...options[0]!, '-W', '%h:%p', `root@${first!.address}`].join(' ')}`],
          `root@${second.name}`,
        ]
      : [...options[0]!, `root@${first!.address}`];
    return [...(this.route.prefix ?? []), 'ssh', ...more, ...target, '--', command];
  }

  private async options(node: PinnedNode): Promise<readonly string[]> {
    return [
      ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-o', 'StrictHostKeyChecking=yes'],
      ...LOST,
      ...['-o', `UserKnownHostsFile=${await this.hostKeys.fileOf(node)}`, '-o', `HostKeyAlias=${aliasOf(node)}`],
      ...(this.route.options ?? []),
    ];
  }
}

function isNoConnection(error: unknown): boolean {
  return error instanceof NoHostKey || NO_CONNECTION.test((error as Error).message);
}

function namesOf(tiers: readonly SiteTier[]): readonly string[] {
  return tiers
    .flatMap(({ nodes }) => nodes.map(({ name }) => name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
