import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../host/run';
import type { SiteNode, SiteTier } from '../constructs/site-output/site-description';
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

/** Of a connection that is lost while a command runs, ssh itself would wait forever: it gives up after three probes, 10 s apart. */
const LOST = ['-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'];
/** ssh's own failures, apart from those of what it runs. */
const NO_CONNECTION = /ended with 255: /;

/** By ssh, through the bastions: the tiers that administrators reach by ssh. Without one, directly. */
export class SiteNodes implements TieredNodes {
  public constructor(
    public readonly tiers: readonly SiteTier[],
    private readonly route: SshRoute = {},
  ) {}

  public tier(tier: string): readonly string[] {
    return namesOf(this.tiers.filter(({ role }) => role === tier));
  }

  private find(node: string): SiteNode {
    const found = this.tiers.flatMap(({ nodes }) => nodes).find(({ name }) => name === node);
    if (!found) throw new Error(`no node ${node}: there are ${namesOf(this.tiers).join(', ')}`);
    return found;
  }

  /** Tries every bastion before it gives up. */
  public async on(node: string, command: string, input?: string): Promise<string> {
    const bastions = namesOf(this.tiers.filter(({ bastion }) => bastion));
    if (bastions.length === 0) return this.run(`root@${this.find(node).address}`, this.options(node), command, input);
    for (const [i, bastion] of bastions.entries()) {
      try {
        return await this.through(bastion, node, command, input);
      } catch (error) {
        if (i === bastions.length - 1 || !NO_CONNECTION.test((error as Error).message)) throw error;
      }
    }
    throw new Error('unreachable: the last bastion returns or throws');
  }

  private through(bastion: string, node: string, command: string, input?: string): Promise<string> {
    const jump = ['ssh', ...this.options(bastion)];
    const proxy = [...jump, '-W', '%h:%p', `root@${this.find(bastion).address}`].join(' ');
    return this.run(`root@${node}`, [...this.options(node), '-o', `ProxyCommand=${proxy}`], command, input);
  }

  private run(target: string, options: readonly string[], command: string, input = ''): Promise<string> {
    const [program, ...args] = [...(this.route.prefix ?? []), 'ssh', ...options, target, '--', command];
    return run(program, args, { input });
  }

  /** Keys are remembered by droplet: a node that was replaced has the name of another, and a key of its own. */
  private options(node: string): readonly string[] {
    const known = this.route.knownHosts ?? join(homedir(), '.ssh/known_hosts');
    return [
      ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'StrictHostKeyChecking=accept-new'],
      ...LOST,
      ...['-o', `UserKnownHostsFile=${known}`, '-o', `HostKeyAlias=droplet-${this.find(node).id}`],
      ...(this.route.options ?? []),
    ];
  }
}

function namesOf(tiers: readonly SiteTier[]): readonly string[] {
  return tiers
    .flatMap(({ nodes }) => nodes.map(({ name }) => name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
