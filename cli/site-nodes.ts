import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../host/run';
import { TIERS } from '../constructs/tiers';

/** What the deploy's output `droplets` says of a node. */
export interface NodeOutput {
  readonly id: string;
  /** Public IPv4 address. */
  readonly address: string;
}

/** How a machine of the platform team reaches the site. */
export interface Reach {
  /** Before `ssh` on the command line. @default none */
  readonly prefix?: readonly string[];
  /** Options of ssh: a key, for example. @default none */
  readonly ssh?: readonly string[];
  /** @default ~/.ssh/known_hosts */
  readonly knownHosts?: string;
}

/** The nodes of a deployed site, and a way to run a program on one. */
export interface Nodes {
  /** Full private names of a tier's nodes, in order. */
  tier(tier: string): readonly string[];
  /** Runs a command on a node, as root, and gives what it prints; `input` is its standard input. Rejects with what it says when it fails. */
  on(node: string, command: string, input?: string): Promise<string>;
}

const { role: BASTION_TIER } = TIERS.loadBalancer;
/** Of a connection that is lost while a command runs, ssh itself would wait for ever: it is noticed after so many times so many seconds. */
const LOST = ['-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'];
/** ssh's own failures, apart from those of what it runs. */
const NO_CONNECTION = /ended with 255: /;

/** By ssh, through the load balancers. */
export class SiteNodes implements Nodes {
  public constructor(
    private readonly outputs: Readonly<Record<string, NodeOutput>>,
    private readonly reach: Reach = {},
  ) {}

  public tier(tier: string): readonly string[] {
    return Object.keys(this.outputs)
      .filter((name) => name.startsWith(`${tier}-`))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }

  private find(node: string): NodeOutput {
    const found = this.outputs[node];
    if (!found) throw new Error(`no node ${node}: there are ${Object.keys(this.outputs).join(', ')}`);
    return found;
  }

  /** Tries every bastion before it gives up. */
  public async on(node: string, command: string, input?: string): Promise<string> {
    const bastions = this.tier(BASTION_TIER);
    for (const [i, bastion] of bastions.entries()) {
      try {
        return await this.through(bastion, node, command, input);
      } catch (error) {
        if (i === bastions.length - 1 || !NO_CONNECTION.test((error as Error).message)) throw error;
      }
    }
    throw new Error('there is no load balancer to go through');
  }

  private through(bastion: string, node: string, command: string, input = ''): Promise<string> {
    const way = ['ssh', ...this.options(bastion), '-W', '%h:%p', `root@${this.find(bastion).address}`].join(' ');
    const options = [...this.options(node), '-o', `ProxyCommand=${way}`];
    const [program, ...args] = [...(this.reach.prefix ?? []), 'ssh', ...options, `root@${node}`, '--', command];
    return run(program, args, { input });
  }

  /** Keys are remembered by droplet: a node that was replaced has the name of another, and a key of its own. */
  private options(node: string): readonly string[] {
    const known = this.reach.knownHosts ?? join(homedir(), '.ssh/known_hosts');
    return [
      ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'StrictHostKeyChecking=accept-new'],
      ...LOST,
      ...['-o', `UserKnownHostsFile=${known}`, '-o', `HostKeyAlias=droplet-${this.find(node).id}`],
      ...(this.reach.ssh ?? []),
    ];
  }
}
