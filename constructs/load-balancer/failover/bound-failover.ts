import type { CloudConfig } from '../../cloud-init/cloud-config';
import type { EdgePoolOptions } from '../../dns/edge-pool';
import type { DropletGroup } from '../../droplet/droplet-group';
import type { NodeSettings } from '../../droplet/node-settings';
import type { ReadinessChecks } from '../../droplet/readiness';
import type { INetwork } from '../../network/network';
import type { TierLoss } from '../../report/single-points';

/** Input of Failover.bind(). */
export interface FailoverContext {
  /** The network of the load balancers. */
  readonly network: INetwork;
  /** Prefix of their host names; also the first label of the name that holds them all. */
  readonly role: string;
  /** How many load balancers there are. */
  readonly nodes: number;
  /** A proxy is in front, which can try another load balancer. */
  readonly proxied: boolean;
}

/** What a failover adds to the load balancers. */
export interface BoundFailover {
  /** Added to each node's bootstrap. */
  readonly parts: readonly CloudConfig[];
  /** Files of each node that change without replacing it, such as a token. */
  readonly settings: readonly NodeSettings[];
  /** What must hold on a new node before the one that it replaces leaves. */
  readonly inService: ReadinessChecks;
  /** Cloudflare is to balance over the addresses, in the records' place. @default - DNS records lead to the addresses */
  readonly pool?: EdgePoolOptions;
  /** Ports that the load balancers ask each other on. */
  readonly peerPorts: readonly number[];
  /** What the loss of a load balancer means. */
  readonly loss: TierLoss;
  /** What each does while all are well. @default the same */
  readonly roles?: {
    /** One for each node, in order: `active`, `standby`. */
    readonly roles: readonly string[];
    /** Who takes over from whom, and how. */
    readonly note: string;
  };
  /** Where visitors connect. */
  addresses(group: DropletGroup): readonly string[];
}

function publicAddresses(group: DropletGroup): readonly string[] {
  return group.droplets.map((droplet) => droplet.ipv4Address);
}

/** On the nodes, for load balancers that do not know of each other. */
export const INDEPENDENT = { parts: [], settings: [], inService: {}, peerPorts: [], addresses: publicAddresses };

export const SITE_LOSS = { takesDown: 'the site', remedy: 'use 2 nodes with Failover.reservedIp()' };

/** Of load balancers in front of which nothing leaves out one that fails. */
export function unredundant(nodes: number): TierLoss {
  const takesDown = nodes > 1 ? `one of ${nodes} visits` : SITE_LOSS.takesDown;
  return { ...SITE_LOSS, covered: false, takesDown, drill: 'balancer-powered-off' };
}
