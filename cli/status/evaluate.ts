import { COMMAND } from '../../host/command-name';
import type { TierKind } from '../../constructs/tiers';
import type { NodeStatus } from './node-status';
import type { Asked, Health, NodeLine, TierStatus } from './site-status';

const FULL_PERCENT = 85;
const MEMORY_PERCENT = 95;
const CERTIFICATE_DAYS = 14;

/** What is wrong, node by node and tier by tier. */
export function evaluate(asked: readonly Asked[]): {
  readonly health: Health;
  readonly tiers: readonly TierStatus[];
} {
  const nameOf = namesByAddress(asked);
  const downs = reportedDown(asked, nameOf);
  const headings = new Map(asked.map(({ tier, title, kind }) => [tier, { title, kind }]));
  const tiers = [...headings].map(([name, { title, kind }]) => {
    const nodes = asked.filter((one) => one.tier === name).map((one) => judgeNode(one, downs));
    return { name, title, ...judgeTier(kind, nodes) };
  });
  return { health: worst(tiers.map(({ health }) => health)), tiers };
}

/** node -> those that find it down. */
function reportedDown(
  asked: readonly Asked[],
  nameOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, status } of asked) {
    // That a replica takes no writes is no fault of it, and the primary leaves reads to others.
    for (const { address, state, backend } of status?.servers ?? []) {
      const called = nameOf.get(address);
      if (state === 'DOWN' && called && !backend.startsWith('mysql-'))
        found.set(called, [...(found.get(called) ?? []), name]);
    }
  }
  return found;
}

function judgeNode({ name, status, unreachable }: Asked, downs: ReadonlyMap<string, readonly string[]>): NodeLine {
  if (!status) return { name, health: 'down', problems: [`cannot be asked: ${unreachable}`] };
  const by = [...new Set(downs.get(name) ?? [])];
  const problems = [...nodeProblems(status), ...(by.length > 0 ? [`found down by ${by.join(', ')}`] : [])];
  const works = status.ready && status.role !== 'fault' && status.role !== 'out of the cluster' && by.length === 0;
  return { name, status, problems, health: problems.length === 0 ? 'well' : works ? 'degraded' : 'down' };
}

function nodeProblems(status: NodeStatus): readonly string[] {
  const found: string[] = [];
  if (!status.ready) found.push(`not ready: ${status.says}`);
  if (status.role === 'fault') found.push('its haproxy or its network fails the check of keepalived');
  if (status.role === 'out of the cluster') found.push(`no member of the cluster: see \`${COMMAND} mysql status\``);
  for (const unit of status.failedUnits) found.push(`${unit} has failed`);
  for (const [name, { running, restarts }] of Object.entries(status.workers))
    if (!running) found.push(`worker ${name} does not run: it was started again ${restarts} times`);
  for (const [path, used] of Object.entries(status.volumesUsed))
    if (used > FULL_PERCENT) found.push(`${path} is ${used} % full`);
  if (status.memoryUsed > MEMORY_PERCENT) found.push(`${status.memoryUsed} % of its memory is used`);
  if (status.certificateDays !== null && status.certificateDays < CERTIFICATE_DAYS)
    found.push(`its certificate ends in ${status.certificateDays} days`);
  if (status.rebootRequired) found.push('security updates wait for a reboot');
  return found;
}

function judgeTier(kind: TierKind | undefined, nodes: readonly NodeLine[]): Omit<TierStatus, 'name' | 'title'> {
  const working = nodes.filter(({ health }) => health !== 'down');
  const problems: string[] = [];
  if (working.length === 1 && nodes.length > 1) problems.push('one node works: the next loss takes the site down');
  const roles = working.map(({ status }) => status!.role);
  const count = (role: string) => roles.filter((one) => one === role).length;
  let lost = working.length === 0;
  if (kind === 'database' && roles.length > 0) {
    if (count('primary') === 0) problems.push('no primary: nothing can be written');
    if (count('primary') > 1) problems.push('several primaries');
    lost ||= count('primary') !== 1;
  }
  if (kind === 'loadBalancer' && roles.some((role) => role !== '')) {
    if (count('active') === 0) problems.push('no load balancer is active');
    if (count('active') > 1) problems.push('several load balancers are active: their link is cut');
    lost ||= count('active') === 0;
  }
  if (lost && working.length === 0) problems.push('no node works');
  const health = lost ? 'down' : worst([problems.length > 0 ? 'degraded' : 'well', ...nodes.map(degradedAtMost)]);
  return { health, problems, nodes };
}

/** One node's loss is not its tier's. */
function degradedAtMost({ health }: NodeLine): Health {
  return health === 'well' ? 'well' : 'degraded';
}

function worst(all: readonly Health[]): Health {
  return all.includes('down') ? 'down' : all.includes('degraded') ? 'degraded' : 'well';
}

export function namesByAddress(asked: readonly Asked[]): ReadonlyMap<string, string> {
  return new Map(asked.flatMap(({ name, status }) => (status?.addresses ?? []).map((address) => [address, name])));
}
