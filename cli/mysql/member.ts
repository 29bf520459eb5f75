import { COMMAND } from '../../host/command-name';

/** What a MySQL node says of itself (node/mysql-admin.py, `status`). */
export interface MemberStatus {
  readonly kind: 'group' | 'pair';
  /** How the program that keeps the node in its place ended: 0 in place, 75 waiting, 76 an operator must decide. */
  readonly exit: number;
  /** What it said last. */
  readonly said: string;
  /** Per cent. */
  readonly volumeUsed: number;
  /** Of a pair. `promoted`: primary, without a replica so far. */
  readonly role: 'primary' | 'promoted' | 'replica' | 'none';
  /** Made from something else than a new node would be: another version of this package, other `extraCloudInit`, `monitoring`, `reboots` or `image`. */
  readonly outdated: boolean;
  /** None while the server is down. */
  readonly server: ServerStatus | null;
}

export interface ServerStatus {
  readonly version: string;
  /** ONLINE, or what it is instead. */
  readonly state: string;
  readonly primary: boolean;
  readonly writable: boolean;
  /** Transactions received and not yet applied. */
  readonly behind: number;
  /** Of a group: host, state and role of every member that it sees. */
  readonly members: readonly (readonly [string, string, string])[];
  readonly gtids: string;
  /** A deploy has brought another configuration since the server started. */
  readonly awaitsRestart: boolean;
}

/** A node and what it says; `unreachable` in place of a status that could not be had. */
export interface Member {
  readonly node: string;
  readonly status?: MemberStatus;
  readonly unreachable?: string;
}

const OPERATOR_MUST_DECIDE = 76;
const FULL_PERCENT = 85;

export function isPrimary({ status }: Member): boolean {
  return status?.server?.primary === true && status.server.writable;
}

/** A copy of the primary's data that may become primary. */
export function isReplica({ status }: Member): boolean {
  return status?.server?.state === 'ONLINE' && !status.server.primary;
}

export function shortName(node: string): string {
  return node.split('.')[0]!;
}

/** What is not as it should be, one line each with its remedy; empty when there is nothing to do. */
export function problems(members: readonly Member[]): readonly string[] {
  return [
    ...nodeProblems(members),
    ...members.filter(({ status }) => status?.server?.awaitsRestart).map(awaitsRestart),
    ...members.filter(({ status }) => status?.outdated).map(awaitsReplacement),
  ];
}

function awaitsReplacement({ node }: Member): string {
  const name = shortName(node);
  return `${name} was made from an older configuration: \`${COMMAND} mysql replace ${name}\`, which keeps its data`;
}

function awaitsRestart({ node }: Member): string {
  const name = shortName(node);
  return `${name} has a new configuration and takes it up with a restart: \`${COMMAND} mysql restart ${name}\``;
}

/** What makes it unwise to take another node out of service. */
export function nodeProblems(members: readonly Member[]): readonly string[] {
  const primaries = members.filter(isPrimary);
  const replicas = members.filter(isReplica);
  const found = members.flatMap(ofOne);
  if (primaries.length === 0) found.push(withoutPrimary(members));
  if (primaries.length > 1)
    found.push(`${primaries.map(({ node }) => shortName(node)).join(' and ')} both take writes: power one off now`);
  if (primaries.length === 1 && replicas.length === 0) found.push('no replica: one more failure loses the database');
  return found;
}

function ofOne({ node, status, unreachable }: Member): string[] {
  const name = shortName(node);
  if (!status) return [`${name} cannot be asked: ${unreachable}`];
  const found = [];
  if (status.exit === OPERATOR_MUST_DECIDE) {
    found.push(`${name} has stopped: ${status.said}; when another node has what must be kept: rebuild ${name}`);
  } else if (!status.server) found.push(`${name}: the server is down: ${status.said}`);
  else if (status.server.state !== 'ONLINE') found.push(`${name} is ${status.server.state}: ${status.said}`);
  if (status.volumeUsed > FULL_PERCENT) found.push(`${name}: its volume is ${status.volumeUsed} % full`);
  return found;
}

function withoutPrimary(members: readonly Member[]): string {
  const pair = members.some(({ status }) => status?.kind === 'pair');
  return pair
    ? 'no primary: start the lost node again, or power it off for good with `promote`'
    : 'no primary: a group needs a majority of its nodes; start those that are down';
}
