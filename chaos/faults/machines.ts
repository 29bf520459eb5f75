import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freeze, pullThePlug } from '../../drills/faults/services';
import type { Cluster } from '../../drills/mysql/cluster';
import { Cgroups } from '../../local-cloud/host/cgroup';
import { NODES } from '../schedule/fault';
import type { FaultClass, Struck } from './fault-class';

const PERIOD_US = 100_000;

const each = ({ nodes }: Struck, work: (node: string) => Promise<unknown>) => Promise.all(nodes.map(work));

/** Also one that somebody else has switched on meanwhile. */
const switchOn = (cluster: Cluster, fault: Struck) =>
  each(fault, async (node) => {
    if ((await cluster.site.droplet(node)).power === 'off') await cluster.site.power(node, 'start');
  });

function lostPower(fault: Pick<FaultClass, 'name' | 'title' | 'targets' | 'serves' | 'recovers'>): FaultClass {
  return {
    ...fault,
    family: 'machine',
    seconds: [10, 40],
    strike: ({ site }, struck) => each(struck, (node) => pullThePlug(site, node, () => undefined)),
    heal: switchOn,
  };
}

/** Writes the quota of a droplet's control group: version 1's file, or version 2's. */
export function writeQuota(directories: readonly string[], percent: number | undefined): void {
  const [file, text] = quotaFile(directories, percent);
  writeFileSync(file, text);
}

export function quotaFile(
  directories: readonly string[],
  percent: number | undefined,
  exists: (path: string) => boolean = existsSync,
): readonly [file: string, text: string] {
  const quota = percent === undefined ? undefined : (percent * PERIOD_US) / 100;
  const v1 = directories.map((path) => join(path, 'cpu.cfs_quota_us')).find(exists);
  if (v1) return [v1, String(quota ?? -1)];
  return [join(directories[0]!, 'cpu.max'), `${quota ?? 'max'} ${PERIOD_US}`];
}

/** Whether a droplet has less than all of the machine's processors. */
export function hasQuota(directories: readonly string[]): boolean {
  const [file, whole] = quotaFile(directories, undefined);
  return existsSync(file) && readFileSync(file, 'utf8').trim() !== whole;
}

/** Directories of a droplet's control group. */
export async function groupOf({ site }: Cluster, node: string): Promise<readonly string[]> {
  const { id } = await site.droplet(node);
  return new Cgroups(site.settings.run).paths(String(id));
}

export const machineFaults: readonly FaultClass[] = [
  lostPower({
    name: 'power-off',
    title: 'a node loses its power',
    targets: NODES,
    serves: { lb: 15, web: 15, app: 15, mysql: 25 },
    recovers: 180,
  }),
  lostPower({
    name: 'all-databases-off',
    title: 'all databases lose their power in one instant',
    targets: ['mysql-all'],
    recovers: 240,
  }),
  lostPower({
    name: 'all-off',
    title: 'all nodes but the workload’s lose their power in one instant',
    targets: ['all'],
    recovers: 240,
  }),
  {
    name: 'reboot',
    family: 'machine',
    title: 'a node is rebooted',
    targets: NODES,
    seconds: [15, 30],
    serves: { lb: 15, web: 15, app: 15, mysql: 25 },
    recovers: 180,
    strike: ({ site }, struck) => each(struck, (node) => site.power(node, 'reboot')),
    heal: switchOn,
  },
  {
    name: 'frozen',
    family: 'machine',
    title: 'everything on a node stands still',
    targets: NODES,
    seconds: [10, 30],
    serves: 25,
    recovers: 120,
    strike: ({ site }, struck) => each(struck, (node) => freeze(site, node, () => undefined)),
    heal: ({ site }, struck) => each(struck, async (node) => site.runtime.thaw((await site.droplet(node)).id)),
  },
  {
    name: 'starved',
    family: 'machine',
    title: 'a node has a few hundredths of a processor',
    targets: NODES,
    seconds: [15, 40],
    parameters: { percent: [2, 5] },
    recovers: 120,
    strike: (cluster, struck) =>
      each(struck, async (node) => writeQuota(await groupOf(cluster, node), struck.parameters.percent)),
    heal: (cluster, struck) => each(struck, async (node) => writeQuota(await groupOf(cluster, node), undefined)),
  },
];
