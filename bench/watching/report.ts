import { markdownTable } from '../../host/table';
import type { Readings } from './readings';

/** One node, read twice. */
export interface NodeCost {
  readonly node: string;
  readonly before: Readings;
  readonly after: Readings;
}

/** A row for each node: percent of one processor, megabytes, and of which units. */
export function watchingTable(nodes: readonly NodeCost[], seconds: number): string {
  const rows = nodes.map(({ node, before, after }) => {
    const units = Object.keys(after).filter((unit) => before[unit]);
    const percent = (unit: string) => ((after[unit]!.cpuSeconds - before[unit]!.cpuSeconds) / seconds) * 100;
    const sum = (of: (unit: string) => number) => units.reduce((total, unit) => total + of(unit), 0);
    const each = units
      .sort((a, b) => percent(b) - percent(a))
      .map((unit) => `${unit} ${percent(unit).toFixed(2)} %, ${Math.round(after[unit]!.memoryMb)} MB`);
    const memory = Math.round(sum((unit) => after[unit]!.memoryMb));
    return [node, `${sum(percent).toFixed(2)} %`, `${memory} MB`, each.join('; ')];
  });
  return markdownTable([['node', 'of one processor', 'memory', 'of which'], ...rows]);
}

/** `machine`: what it ran on. */
export function watchingSection(nodes: readonly NodeCost[], seconds: number, machine: string, date: string): string {
  return `Measured by \`npm run bench -- watching\` on ${date}: a site of eleven droplets on the local cloud, on one machine (${machine}). Processor time over ${seconds} s without visitors, and resident memory at the end,
of the services that only the monitoring needs; of each tier the first node, and both of the monitoring.

${watchingTable(nodes, seconds)}`;
}
