import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TierHeading, TieredNodes } from '../site-nodes';
import { evaluate, namesByAddress } from './evaluate';
import type { NodeStatus } from './node-status';
import type { Asked, SiteStatus } from './site-status';

const PROGRAM = join(__dirname, 'node/node-status.py');
const EVENTS = 15;

/** Asks all nodes at once; one that does not answer is part of the picture. `hours` of events. */
export async function askSite(nodes: TieredNodes, hours: number): Promise<SiteStatus> {
  const program = readFileSync(PROGRAM, 'utf8');
  const ask = async ({ role: tier, title, kind }: TierHeading, node: string): Promise<Asked> => {
    const about = { name: node.split('.')[0]!, tier, title, kind };
    try {
      return { ...about, status: JSON.parse(await nodes.on(node, `python3 - ${hours}`, program)) as NodeStatus };
    } catch (error) {
      return { ...about, unreachable: (error as Error).message.trim().split('\n').at(-1)! };
    }
  };
  const asked = await Promise.all(nodes.tiers.flatMap((tier) => nodes.tier(tier.role).map((node) => ask(tier, node))));
  return statusOf(asked, new Date());
}

export function statusOf(asked: readonly Asked[], now: Date): SiteStatus {
  return { at: now.toISOString(), ...evaluate(asked), events: eventsOf(asked) };
}

/** With names where nodes have said addresses. What several nodes have seen is told by each. */
function eventsOf(asked: readonly Asked[]): SiteStatus['events'] {
  const nameOf = namesByAddress(asked);
  return asked
    .flatMap(({ name, status }) => (status?.events ?? []).map((event) => ({ ...event, node: name })))
    .sort((a, b) => b.at - a.at)
    .slice(0, EVENTS)
    .map((event) => ({
      ...event,
      what: event.what.replace(/\d+\.\d+\.\d+\.\d+/, (found) => nameOf.get(found) ?? found),
    }));
}
