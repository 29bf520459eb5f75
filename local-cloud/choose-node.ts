import type { NodeReport } from './report';

export interface Choice {
  readonly node: NodeReport;
  /** Others of the same name, newest first: a deploy makes a node's successor before the node goes. */
  readonly others: readonly NodeReport[];
}

/** A node by its name or its id; of several with one name, the newest. */
export function chooseNode(nodes: readonly NodeReport[], wanted: string): Choice {
  const byId = nodes.find(({ id }) => String(id) === wanted);
  if (byId) return { node: byId, others: [] };
  const [node, ...others] = nodes.filter(({ name }) => name === wanted).sort((a, b) => b.id - a.id);
  if (!node) throw new Error(`No node '${wanted}': there are ${nodes.map(({ name }) => name).join(', ') || 'none'}.`);
  return { node, others };
}

/** Which one was taken, and how to take another one; empty when there is one alone. */
export function describeChoice({ node, others }: Choice): string {
  if (others.length === 0) return '';
  const ids = others.map(({ id }) => id).join(', ');
  return `${others.length + 1} nodes are named ${node.name}: this is ${node.id}, the newest; by id there is ${ids} too`;
}
