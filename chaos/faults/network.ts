import { cut } from '../../drills/faults/services';
import { DATABASES, NODES } from '../schedule/fault';
import { markOf, shellFault, type FaultClass, type Struck } from './fault-class';

const SECONDS = [15, 40] as const;

/** A table with rules for what comes in and what goes out. */
export function table(name: string, incoming: string, outgoing: string): string {
  const chain = (hook: string, rules: string) =>
    rules && `chain ${hook} { type filter hook ${hook} priority filter; ${rules}; };`;
  return `nft 'table inet ${name} { ${[chain('input', incoming), chain('output', outgoing)].filter(Boolean).join(' ')} }'`;
}

type Rules = (struck: Struck) => readonly [incoming: string, outgoing: string];

const letThrough = (struck: Struck) => `nft delete table inet ${markOf(struck)} 2>/dev/null || :`;

/** Packets that the node's packet filter does away with. */
function filtered(fault: Omit<FaultClass, 'strike' | 'heal' | 'family' | 'seconds'>, rules: Rules): FaultClass {
  return shellFault({
    ...fault,
    family: 'network',
    seconds: SECONDS,
    script: (struck) => table(markOf(struck), ...rules(struck)),
    undo: letThrough,
  });
}

const share = { percent: [1, 30] } as const;
const lost = ({ parameters: { percent } }: Struck) => `numgen random mod 100 < ${percent} drop`;

const ALL_DATABASES = ['mysql-1', 'mysql-2', 'mysql-3'];

/** A node and others of the private network do not reach each other, or the first of them alone. */
function apart(
  fault: Pick<FaultClass, 'name' | 'title' | 'targets' | 'serves'>,
  others: readonly string[],
  most = others.length,
): FaultClass {
  return shellFault({
    ...fault,
    family: 'network',
    seconds: SECONDS,
    script: async (struck, node, cluster) => {
      const peers = others.filter((one) => one !== node).slice(0, most);
      const set = `{ ${(await Promise.all(peers.map((one) => cluster.address(one)))).join(', ')} }`;
      return table(markOf(struck), `ip saddr ${set} drop`, `ip daddr ${set} drop`);
    },
    undo: letThrough,
  });
}

export const networkFaults: readonly FaultClass[] = [
  filtered(
    { name: 'loss', title: 'a node loses a share of its private packets', targets: NODES, parameters: share },
    (struck) => [`iifname "eth1" ${lost(struck)}`, `oifname "eth1" ${lost(struck)}`],
  ),
  filtered(
    {
      name: 'public-loss',
      title: 'a load balancer loses a share of its public packets',
      targets: ['lb-active', 'lb-standby'],
      parameters: share,
    },
    (struck) => [`iifname "eth0" ${lost(struck)}`, `oifname "eth0" ${lost(struck)}`],
  ),
  filtered({ name: 'not-heard', title: 'a node hears the others and is not heard', targets: NODES, serves: 20 }, () => [
    '',
    'oifname "eth1" drop',
  ]),
  filtered({ name: 'deaf', title: 'a node is heard and does not hear the others', targets: NODES, serves: 20 }, () => [
    'iifname "eth1" drop',
    '',
  ]),
  filtered(
    {
      name: 'full-packets-lost',
      title: 'a node loses its private packets over 700 bytes',
      targets: NODES,
      serves: { web: 20 },
    },
    () => ['', 'oifname "eth1" meta length > 700 drop'],
  ),
  filtered(
    {
      name: 'resets',
      title: 'connections of a node are reset at random',
      targets: NODES,
      parameters: { percent: [1, 5] },
    },
    ({ parameters: { percent } }) => [
      `iifname "eth1" meta l4proto tcp ct state established numgen random mod 100 < ${percent} reject with tcp reset`,
      '',
    ],
  ),
  filtered(
    {
      name: 'no-new-connections',
      title: 'a node answers on its connections and takes no new ones',
      targets: ['web-1', 'web-2', 'app-2', ...DATABASES],
      serves: { web: 20, app: 20 },
    },
    () => ['iifname "eth1" tcp flags & (syn | ack) == syn drop', ''],
  ),
  filtered({ name: 'no-icmp', title: 'a node neither sends nor gets ICMP', targets: NODES, serves: 5 }, () => [
    'meta l4proto icmp drop',
    'meta l4proto icmp drop',
  ]),
  filtered(
    {
      name: 'vrrp-lost',
      title: 'a load balancer does not hear the other one',
      targets: ['lb-active', 'lb-standby'],
      serves: 20,
    },
    () => ['ip protocol vrrp drop', ''],
  ),
  apart(
    { name: 'databases-apart', title: 'a database does not reach the other databases', targets: DATABASES, serves: 25 },
    ALL_DATABASES,
  ),
  apart(
    { name: 'pair-of-databases-apart', title: 'two databases do not reach each other', targets: DATABASES },
    ALL_DATABASES,
    1,
  ),
  apart(
    { name: 'pair-web-app-apart', title: 'a web server does not reach app-2', targets: ['web-1', 'web-2'], serves: 15 },
    ['app-2'],
  ),
  apart(
    { name: 'app-from-databases', title: 'an app server reaches no database', targets: ['app-2'], serves: 20 },
    ALL_DATABASES,
  ),
  shellFault({
    name: 'narrow',
    family: 'network',
    title: 'the private link of a node carries a few hundred kilobits a second',
    targets: NODES,
    seconds: SECONDS,
    parameters: { kilobits: [200, 2000] },
    script: ({ parameters: { kilobits } }) =>
      `tc qdisc replace dev eth1 root tbf rate ${kilobits}kbit burst 16kb latency 300ms`,
    undo: () => 'tc qdisc del dev eth1 root 2>/dev/null || :',
  }),
  {
    name: 'cut',
    family: 'network',
    title: 'both cables of a node are pulled',
    targets: NODES,
    seconds: SECONDS,
    serves: 25,
    recovers: 120,
    strike: ({ site }, { nodes }) => Promise.all(nodes.map((node) => cut(site, node, () => undefined))),
    heal: ({ site }, { nodes }) =>
      Promise.all(nodes.map(async (node) => site.runtime.mend((await site.droplet(node)).id))),
  },
];
