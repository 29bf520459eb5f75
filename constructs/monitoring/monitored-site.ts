import type { IAccess } from '../droplet/access';
import type { WatchedTier } from '../droplet/tier';
import type { IMysqlCluster } from '../mysql/mysql-cluster';
import type { INetwork } from '../network/network';
import type { AppMetrics } from './app-metrics';
import type { JournalCollection } from './journal-collection';

/** What a site shows to its monitoring. */
export interface MonitoredSite {
  /** The network of the site, which knows of tiers that are added later. */
  readonly network: INetwork;
  /** SSH keys of monitoring droplets, and the ranges from which a deploy reaches them. */
  readonly access: IAccess;
  /** The name that visitors use. */
  readonly domain: string;
  /** From the visitor inwards; those that are added to the network later are watched, too. */
  readonly tiers: readonly WatchedTier[];
  /** The site's database: a managed cluster is watched, too; droplets of a self-hosted one are one of `tiers`. @default - none */
  readonly database?: IMysqlCluster;
  /** The app's metrics endpoint. @default none */
  readonly appMetrics?: AppMetrics;
  /** Where the journals of the nodes are collected. @default journals stay on their nodes */
  readonly journals?: JournalCollection;
}
