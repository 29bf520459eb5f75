import type { TierKind } from '../../constructs/tiers';
import type { NodeEvent, NodeStatus } from './node-status';

/**
 * `well`; `degraded`: visitors notice nothing, but something wants attention; `down`: a node does no work, or a tier cannot do its own.
 */
export type Health = 'well' | 'degraded' | 'down';

export interface SiteStatus {
  /** ISO time of the answer. */
  readonly at: string;
  readonly health: Health;
  readonly tiers: readonly TierStatus[];
  /** The last ones, the youngest first. */
  readonly events: readonly (NodeEvent & { readonly node: string })[];
}

export interface TierStatus {
  /** Its role. */
  readonly name: string;
  readonly title: string;
  readonly health: Health;
  /** What is wrong with the tier as a whole. */
  readonly problems: readonly string[];
  readonly nodes: readonly NodeLine[];
}

export interface NodeLine {
  /** Host name. */
  readonly name: string;
  readonly health: Health;
  readonly problems: readonly string[];
  /** None of a node that cannot be asked. */
  readonly status?: NodeStatus;
}

/** A node and what it has said. */
export interface Asked {
  readonly name: string;
  readonly tier: string;
  /** Of the tier. */
  readonly title: string;
  /** Of the tier. @default one of a user's own */
  readonly kind?: TierKind;
  readonly status?: NodeStatus;
  /** In place of a status. */
  readonly unreachable?: string;
}
