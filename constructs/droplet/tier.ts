import type { ITerraformDependable } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Source } from '../network/source';
import type { TierIdentity } from '../tiers';
import type { PropChecks } from '../validation';

/** Nodes that do the same work: what others need to let them in and to find them by name. */
export interface ITier extends IConstruct, TierIdentity {
  /** Carried by every droplet of the tier. */
  readonly tag: string;
  /** Private name of the whole tier: all its members' addresses. */
  readonly tierName: string;
  /** Private names of the nodes. */
  readonly nodeNames: readonly string[];
  /** The records of the tier's and the nodes' names: who resolves them waits for these. */
  readonly names: readonly ITerraformDependable[];
  /** Lets `source` connect to a port of every node. */
  allowFrom(source: Source | ITier, port: number, protocol?: 'tcp' | 'udp'): void;
  /** A new node is in service only when the HAProxy of each of `callers` sends requests to its `port`. */
  requireHealthChecksFrom(callers: ITier, port: number): void;
}

/** Where the nodes of a tier serve metrics of their own, in Prometheus' text format. */
export interface TierMetrics {
  /** On the nodes' private address; opened for the monitoring droplets. */
  readonly port: number;
  /** Path that Prometheus scrapes. @default '/metrics' */
  readonly path?: string;
}

/** What a monitoring needs to know of a tier. */
export interface WatchedTier extends ITier {
  /** Size slug of each droplet. */
  readonly size: string;
  /** Where the nodes serve metrics of their own. @default - they serve none */
  readonly metrics?: TierMetrics;
  /** What a deploy creates when the nodes are in service. */
  readonly inService: readonly ITerraformDependable[];
}

export function checkMetrics(checks: PropChecks, metrics?: TierMetrics): void {
  if (!metrics) return;
  const { port, path = '/metrics' } = metrics;
  checks.wholeNumber('metrics.port', port, 1, 65535);
  if (checks.requireResolved('metrics.path', path))
    checks.require(/^(\/[\w.-]+)+$/.test(path), 'metrics.path', 'be a path', path, "write it like '/metrics'");
}
