import type { Cluster } from '../../drills/mysql/cluster';
import type { Parameters, Schedulable, Target } from '../schedule/fault';

export const FAMILIES = ['network', 'process', 'machine', 'disk', 'time', 'names', 'apis', 'people'] as const;
export type Family = (typeof FAMILIES)[number];

/** A fault that has come about, or is about to: enough to heal it, also by another process than the one that struck. */
export interface Struck {
  readonly number: number;
  readonly name: string;
  /** Host names, of the nodes that the target was when the fault struck. */
  readonly nodes: readonly string[];
  readonly parameters: Parameters;
  readonly seconds: number;
}

/** One kind of thing that goes wrong. */
export interface FaultClass extends Schedulable {
  readonly family: Family;
  /** For people. */
  readonly title: string;
  /**
   * So many seconds after it has struck, the site serves visitors in spite of it, where it is the only fault; of some tiers only, by the first
   * word of the target. @default nothing is promised while it lasts
   */
  readonly serves?: number | Readonly<Record<string, number>>;
  /** Within so many seconds after its end the whole site is as before, without an operator. @default 90 */
  readonly recovers?: number;
  /** Brings it about. Rejects when it cannot come about, such as on a node that another fault has switched off. */
  strike(cluster: Cluster, fault: Struck): Promise<unknown>;
  /** Ends it. Safe when it never came about, and when it has ended by itself. */
  heal(cluster: Cluster, fault: Struck): Promise<unknown>;
}

export const RECOVERS_SECONDS = 90;

/** Seconds until the site serves in spite of a fault; undefined where nothing is promised. */
export function servesWithin({ serves }: Pick<FaultClass, 'serves'>, target: Target): number | undefined {
  return typeof serves === 'object' ? serves[target.split('-')[0]!] : serves;
}

/** Name of what a fault leaves on a node: a table of nftables, a unit of systemd. */
export function markOf({ number }: Pick<Struck, 'number'>): string {
  return `chaos_${number}`;
}

/** A fault of each of its nodes: shell scripts that root runs there. */
export function shellFault(
  fault: Omit<FaultClass, 'strike' | 'heal'> & {
    readonly script: (struck: Struck, node: string, cluster: Cluster) => string | Promise<string>;
    readonly undo: (struck: Struck, node: string) => string;
  },
): FaultClass {
  const { script, undo, ...rest } = fault;
  const each = (nodes: readonly string[], work: (node: string) => Promise<unknown>) => Promise.all(nodes.map(work));
  return {
    ...rest,
    strike: (cluster, struck) =>
      each(struck.nodes, async (node) => cluster.site.on(node, await script(struck, node, cluster))),
    heal: (cluster, struck) => each(struck.nodes, (node) => cluster.site.on(node, undo(struck, node))),
  };
}

/** The nodes that a target is now. */
export async function nodesOf(cluster: Cluster, target: Target, caller: string): Promise<readonly string[]> {
  switch (target) {
    case 'lb-active':
      return [(await cluster.site.balancers()).active];
    case 'lb-standby':
      return [(await cluster.site.balancers()).standby];
    case 'mysql-primary':
      return [await cluster.primary()];
    case 'mysql-secondary-1':
      return (await cluster.secondaries()).slice(0, 1);
    case 'mysql-secondary-2':
      return (await cluster.secondaries()).slice(1, 2);
    case 'mysql-all':
      return cluster.nodes();
    case 'all': {
      const names = (await cluster.site.droplets()).map(({ name }) => name.split('.')[0]!);
      return [...new Set(names)].filter((name) => name !== caller).sort();
    }
    case 'site':
      return [];
    default:
      return [target];
  }
}
