/**
 * Servers that HAProxy has room for in a tier that it finds by name. While a deploy replaces a tier, old and new nodes are there
 * at the same time for some seconds, so twice the nodes must fit. In steps: scaling within a step changes no caller.
 */
export function slotsFor(nodes: number): number {
  return 20 * Math.max(1, Math.ceil(nodes / 10));
}
