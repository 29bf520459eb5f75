import { median } from '../../drills/measure';
import { markdownTable } from '../../host/table';
import { CLIENTS, LOADS, type Load } from './slap';
import { BASELINE, topologies, type TopologyName } from './topologies';

/** Statements a second, of each topology under each load. */
export type Round = Readonly<Record<TopologyName, Readonly<Record<Load['name'], number>>>>;

/** Medians over rounds of ratios within a round: absolute figures say more of the machine than of the topology. */
export function mysqlTable(rounds: readonly Round[]): string {
  const head = ['', ...LOADS.flatMap(({ title }) => [title, `ratio to ${BASELINE}`])];
  const rows = topologies.map(({ name, title }) => [
    title,
    ...LOADS.flatMap((load) => {
      const values = rounds.map((round) => round[name][load.name]);
      const ratios = rounds.map((round) => round[name][load.name] / round[BASELINE][load.name]);
      return [String(Math.round(median(values))), median(ratios).toFixed(2)];
    }),
  ]);
  return markdownTable([head, ...rows]);
}

/** `machine`: what it ran on, one sentence. */
export function mysqlSection(rounds: readonly Round[], machine: string, date: string): string {
  return `Measured by \`npm run bench -- mysql\` on ${date}: ${machine}
Each server has the settings that a node of such a cluster gets: every commit is on the disk (\`sync_binlog = 1\`, \`innodb_flush_log_at_trx_commit = 1\`), TLS on every connection. ${CLIENTS} clients
insert single rows of 200 bytes on the primary, or read single rows by their key: on the replicas, where there are any. Medians of ${rounds.length} rounds, each with every topology once.

${mysqlTable(rounds)}

All servers share one machine and one disk here, and a network that costs nothing: a pair writes everything twice and a group three times on it, and readers have no more processors than one server has. On
machines of their own replicas add readers, and each write waits for the network instead. The order is what to read.`;
}
