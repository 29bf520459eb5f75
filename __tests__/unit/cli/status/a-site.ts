import type { NodeStatus } from '../../../../cli/status/node-status';
import { statusOf } from '../../../../cli/status/ask-site';
import { TIERS, type TierDefinition, type TierKind } from '../../../../constructs/tiers';
import type { Asked, SiteStatus } from '../../../../cli/status/site-status';

export const NOW = new Date('2026-11-25T12:00:00Z');

const WELL: NodeStatus = {
  addresses: [],
  role: '',
  draining: false,
  ready: true,
  says: 'ready',
  failedUnits: [],
  workers: {},
  load: 0.12,
  memoryUsed: 20,
  volumesUsed: { '/': 10 },
  rebootRequired: false,
  certificateDays: null,
  servers: [],
  events: [],
};

/** name -> its tier, address, and what it is beside a well node. */
const NODES: Readonly<Record<string, Partial<NodeStatus>>> = {
  'lb-1': { addresses: ['10.20.0.2'], role: 'active', certificateDays: 90 },
  'lb-2': { addresses: ['10.20.0.3'], role: 'standby', certificateDays: 90 },
  'web-1': { addresses: ['10.20.0.4'] },
  'web-2': { addresses: ['10.20.0.5'] },
  'mysql-1': { addresses: ['10.20.0.6'], role: 'primary' },
  'mysql-2': { addresses: ['10.20.0.7'], role: 'replica' },
  'mysql-3': { addresses: ['10.20.0.8'], role: 'replica' },
};

/** A well site, but for these nodes: what is different, or `null` for one that does not answer. */
export function aSite(different: Readonly<Record<string, Partial<NodeStatus> | null>> = {}): SiteStatus {
  const asked = Object.entries(NODES).map(([name, node]): Asked => {
    const tier = name.split('-')[0]!;
    const [kind, { title }] = Object.entries(TIERS).find(([, { role }]) => role === tier) as [TierKind, TierDefinition];
    const change = different[name];
    return change === null
      ? { name, tier, title, kind, unreachable: 'ssh: timed out' }
      : { name, tier, title, kind, status: { ...WELL, ...node, ...change } };
  });
  return statusOf(asked, NOW);
}
