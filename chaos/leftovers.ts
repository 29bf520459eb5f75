import { askLocal } from '../local-cloud/client';
import type { Cluster } from '../drills/mysql/cluster';
import { groupOf, hasQuota } from './faults/machines';
import { ON_NODE } from './workload';

/** Prints a line for each thing that a fault has left on a node. */
export const SEARCH = `nft list tables | grep -E 'chaos_|drill_' || :
systemctl list-units --all --no-legend --plain 'chaos_*' || :
ls -d /run/chaos_* /srv/mysql/chaos_* /run/drill.tar /run/drill-clock /run/systemd/system/*.d/drill.conf /etc/systemd/system/*.d/drill-clock.conf 2>/dev/null | grep -v '^/run/drill.tar$' || :
tc qdisc show dev eth1 | grep -w tbf || :
grep -E ' (/var/log|/var/lib/nginx) ' /proc/mounts || :
pgrep --full --list-name '^${ON_NODE}' || :`;

/** What faults and workloads have left behind, a line each; nothing where all is as before. */
export async function leftovers(cluster: Cluster): Promise<readonly string[]> {
  const { site } = cluster;
  const names = [...new Set((await site.droplets()).map(({ name }) => name.split('.')[0]!))].sort();
  const found: string[] = [];
  for (const node of names) {
    const lines = (await site.on(node, SEARCH)).split('\n').filter((line) => line.trim() !== '');
    found.push(...lines.map((line) => `${node}: ${line.trim()}`));
    if (hasQuota(await groupOf(cluster, node))) found.push(`${node}: a processor quota`);
  }
  const { faults } = await askLocal<{ readonly faults: readonly object[] }>(site.daemon, '/faults');
  return [...found, ...faults.map((fault) => `APIs: ${JSON.stringify(fault)}`)];
}
