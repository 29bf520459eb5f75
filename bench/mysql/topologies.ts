import { GROUP_PORT } from '../../constructs/mysql/ports';
import { PrimaryKeys } from '../../constructs/mysql/primary-keys';
import { renderMyCnf, type Replication } from '../../constructs/mysql/render-my-cnf';

export type TopologyName = 'single' | 'pair' | 'group';

/** A group takes a peer with an address of this machine and its own port for itself: ports differ, too. */
export interface Member {
  readonly address: string;
  readonly port: number;
}

export interface Topology {
  readonly name: TopologyName;
  readonly title: string;
  /** On loopback; the first one is primary. */
  readonly members: readonly Member[];
}

/** What all others are compared with. */
export const BASELINE: TopologyName = 'single';
/** For two servers side by side: the same in all three. */
const SETTINGS = {
  bufferPoolMb: 256,
  redoLogMb: 128,
  maxConnections: 150,
  primaryKeys: PrimaryKeys.invisible(),
  maxTransaction: 150_000_000,
  others: [],
};

export const topologies: readonly Topology[] = [
  { name: 'single', title: 'one server, no replica', members: members(1, 1) },
  {
    name: 'pair',
    title: 'primary and semisynchronous replica (`nodes: 2`)',
    members: members(2, 2),
  },
  {
    name: 'group',
    title: 'Group Replication (`nodes: 3`)',
    members: members(3, 3),
  },
];

function members(network: number, count: number): readonly Member[] {
  return Array.from({ length: count }, (_, i) => ({ address: `127.0.${network}.${i + 1}`, port: 3306 + i }));
}

/** The configuration that a node of such a cluster gets, and what it adds itself. A single server has a pair's, without its replica. */
export function configuration(topology: Topology, member: number): string {
  const { name } = topology;
  const endpoints = topology.members.map(({ address, port }) => `${address}:${port}`);
  const groupEndpoints = topology.members.map(({ address }, i) => `${address}:${GROUP_PORT + i}`);
  const replication: Replication =
    name === 'group'
      ? { kind: 'group', groupName: '6e6f6465-0000-4000-8000-000000000001', nodeNames: [], ipRange: '127.0.0.0/8' }
      : { kind: 'pair' };
  const { address, port } = topology.members[member]!;
  const directory = directoryOf(topology, member);
  return `${renderMyCnf({ replication, ...SETTINGS })}
# this server's own
datadir = ${directory}/data
socket = ${directory}/socket
pid_file = ${directory}/pid
bind_address = ${address}
port = ${port}
report_host = ${address}
server_id = ${Number(address.split('.').slice(2).join(''))}
secure_file_priv = NULL
log_error = ${directory}/error.log
loose_group_replication_local_address = "${groupEndpoints[member]}"
loose_group_replication_group_seeds = ${groupEndpoints.join(',')}
loose_clone_valid_donor_list = ${endpoints.join(',')}
`;
}

export function directoryOf({ name }: Topology, member: number): string {
  return `/srv/${name}-${member + 1}`;
}
