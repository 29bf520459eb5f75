import { renderTable } from '../host/table';
import { askLocal, type CloudStatus, type Daemon } from './client';
import { HostRuntime } from './droplet/host-runtime';
import type { Settings } from './settings';

/** What people ask about one node. */
export interface NodeReport {
  readonly name: string;
  readonly id: number;
  readonly power: string;
  readonly bootstrap: string;
  readonly publicIp: string;
  readonly privateIp: string;
  /** What the node is among its peers: 'active' load balancer, MySQL 'primary' or 'replica', of a managed cluster too; empty for the rest. */
  readonly role: string;
}

/** All nodes by name, with who is active and who is primary. */
export async function reportNodes(daemon: Daemon, settings: Settings): Promise<NodeReport[]> {
  const { droplets, databases } = await askLocal<CloudStatus>(daemon, '/status');
  const runtime = settings.droplets === 'none' ? undefined : new HostRuntime(settings);
  const nodes = await Promise.all(
    droplets.map(async ({ id, name, power, bootstrap, publicIp, privateIp, reservedIp, failure }) => ({
      name: name.split('.')[0]!,
      id,
      power,
      bootstrap: failure ?? bootstrap,
      publicIp,
      privateIp,
      role: reservedIp ? `active, holds ${reservedIp}` : power === 'on' && runtime ? await mysqlRole(runtime, id) : '',
    })),
  );
  const managed = databases.flatMap((cluster) =>
    cluster.nodes.map((node) => ({ ...node, role: `${node.role} of ${cluster.name}` })),
  );
  return [...nodes, ...managed].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Asks the role agent of a database node; other nodes have none. */
async function mysqlRole(runtime: HostRuntime, id: number): Promise<string> {
  const says = (path: string) =>
    runtime.exec(id, ['curl', '-fsS', '-m', '2', '-o', '/dev/null', `http://127.0.0.1:9200/${path}`]).then(
      () => true,
      () => false,
    );
  if (await says('writer')) return 'primary';
  return (await says('replica')) ? 'replica' : '';
}

export function renderNodes(nodes: readonly NodeReport[]): string {
  const rows = nodes.map((node) => [node.name, node.power, node.bootstrap, node.publicIp, node.privateIp, node.role]);
  return renderTable([['NODE', 'POWER', 'BOOTSTRAP', 'PUBLIC', 'PRIVATE', 'ROLE'], ...rows]);
}
