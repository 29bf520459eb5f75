import { DigitalOceanApi } from '../../cli/apis/digitalocean';
import type { Cluster } from '../../drills/mysql/cluster';
import { DATABASES } from '../schedule/fault';
import { shellFault, type FaultClass } from './fault-class';

const LIMITS = 'new-limits';

/** What people do to a site of their own will, and by mistake. */
export const peopleFaults: readonly FaultClass[] = [
  {
    name: 'switchover',
    family: 'people',
    title: 'the database is switched over',
    targets: ['site'],
    seconds: [5, 15],
    serves: 10,
    strike: (cluster) => cluster.operate((operator) => operator.switchover()),
    heal: () => Promise.resolve(),
  },
  shellFault({
    name: 'database-restarted',
    family: 'people',
    title: 'a database is restarted',
    targets: DATABASES,
    seconds: [10, 20],
    serves: 15,
    recovers: 120,
    script: () => 'systemctl restart --no-block mysql',
    undo: () => ':',
  }),
  shellFault({
    name: 'balancer-reloaded',
    family: 'people',
    title: 'a load balancer is reloaded',
    targets: ['lb-active', 'lb-standby'],
    seconds: [5, 10],
    serves: 0,
    script: () => 'systemctl reload haproxy',
    undo: () => ':',
  }),
  shellFault({
    name: 'planned-move',
    family: 'people',
    title: 'the active load balancer leaves the rotation',
    targets: ['lb-active'],
    seconds: [15, 30],
    serves: 5,
    script: () => 'systemctl stop in-rotation',
    undo: () => 'systemctl start in-rotation',
  }),
  shellFault({
    name: 'host-firewall-gone',
    family: 'people',
    title: 'somebody deletes the packet filter of a node',
    targets: ['lb-active', 'web-1', 'app-2', 'mysql-primary'],
    seconds: [10, 30],
    serves: 0,
    script: () => 'nft delete table inet host_firewall',
    undo: () => 'systemctl restart host-firewall.service',
  }),
  {
    name: 'deploy',
    family: 'people',
    title: 'a deploy of new limits, and of the old ones',
    targets: ['site'],
    seconds: [20, 60],
    serves: 0,
    recovers: 180,
    strike: ({ site }) => site.deploy(LIMITS),
    heal: ({ site }) => site.deploy('as-it-is'),
  },
  {
    name: 'droplet-deleted',
    family: 'people',
    title: 'somebody deletes a web server, and the next deploy makes it again',
    targets: ['web-2'],
    seconds: [15, 30],
    serves: 15,
    recovers: 180,
    strike: deleteDroplets,
    heal: ({ site }) => site.deploy('as-it-is'),
  },
  {
    name: 'connections-held',
    family: 'people',
    title: 'an app server takes all connections to the database that there are',
    targets: ['app-2'],
    seconds: [5, 15],
    strike: (cluster, { nodes, seconds }) => cluster.holdConnections(nodes[0]!, seconds),
    heal: () => Promise.resolve(),
  },
];

/** By DigitalOcean's API, as in its control panel. */
async function deleteDroplets({ site }: Cluster, { nodes }: { readonly nodes: readonly string[] }): Promise<void> {
  const { api, tokens } = site.daemon;
  for (const node of nodes) {
    const { id } = await site.droplet(node);
    await new DigitalOceanApi(api, tokens.fullAccess).send('DELETE', `/v2/droplets/${id}`);
  }
}
