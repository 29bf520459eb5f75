import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../../drills/mysql/cluster';

const NODES = ['lb-1', 'lb-2', 'web-1', 'web-2', 'app-1', 'app-2', 'mysql-1', 'mysql-2', 'mysql-3'];

/** A site on which nothing happens: what would is a line each, in order. */
export function recordingCluster(): { readonly cluster: Cluster; readonly lines: string[] } {
  const lines: string[] = [];
  const record = (line: string) => {
    lines.push(line);
    return Promise.resolve('');
  };
  const droplet = (node: string) => ({
    id: NODES.indexOf(node) + 1,
    name: `${node}.int.foobar.com`,
    power: 'off',
    privateIp: `10.20.0.${NODES.indexOf(node) + 1}`,
  });
  const nameOf = (id: number) => NODES[id - 1]!;
  const onRuntime = (verb: string) => (id: number) => record(`${verb} ${nameOf(id)}`);
  const site = {
    settings: { run: 'test', stateDir: mkdtempSync(join(tmpdir(), 'chaos-')) },
    runtime: {
      cut: onRuntime('cut'),
      mend: onRuntime('mend'),
      freeze: onRuntime('freeze'),
      thaw: onRuntime('thaw'),
    },
    daemon: { api: 'http://127.0.0.1:1', tokens: { fullAccess: 'token' } },
    droplets: () => Promise.resolve(NODES.map(droplet)),
    droplet: (node: string) => Promise.resolve(droplet(node)),
    balancers: () => Promise.resolve({ active: 'lb-2', standby: 'lb-1' }),
    on: (node: string, script: string) => record(`${node}# ${script}`),
    power: (node: string, verb: string) => record(`power ${node}: ${verb}`),
    addApiFault: (fault: object) => record(`faults add ${JSON.stringify(fault)}`),
    clearApiFaults: () => record('faults clear'),
    deploy: (variant: string) => record(`deploy ${variant}`),
  };
  const cluster = {
    site,
    nodes: () => Promise.resolve(NODES.filter((node) => node.startsWith('mysql-'))),
    primary: () => Promise.resolve('mysql-2'),
    secondaries: () => Promise.resolve(['mysql-1', 'mysql-3']),
    address: (node: string) => Promise.resolve(droplet(node).privateIp),
    operate: () => record('operate'),
    holdConnections: (node: string, seconds: number) => record(`hold connections on ${node} for ${seconds} s`),
  };
  return { cluster: cluster as unknown as Cluster, lines };
}

/** The directories of a droplet's control group, as on a host with both versions. */
export function controlGroup(): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'chaos-cgroup-'));
  const directories = ['unified', 'cpu'].map((name) => join(root, name));
  for (const directory of directories) mkdirSync(directory);
  writeFileSync(join(directories[1]!, 'cpu.cfs_quota_us'), '-1\n');
  return directories;
}
