import type { CloudConfig } from '../../cloud-init/cloud-config';
import type { NodeSettings } from '../../droplet/node-settings';
import type { INetwork } from '../../network/network';

/** Input of MysqlBackups.bind(). */
export interface BackupsContext {
  /** The network of the cluster. */
  readonly network: INetwork;
}

/** What backups add to the nodes of a cluster. */
export interface BoundBackups {
  /** Added to each node's bootstrap: the same with backups as without, so that switching them on replaces no node. */
  readonly part: CloudConfig;
  /** Where to and how often, and the programs: a deploy changes them on living nodes. */
  readonly settings: NodeSettings;
  /** Where they go, for people. @default nowhere */
  readonly bucket?: string;
}
