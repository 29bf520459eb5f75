import type { CloudConfig } from '../../cloud-init/cloud-config';
import type { NodeSettings } from '../../droplet/node-settings';
import type { INetwork } from '../../network/network';

/** Input of MysqlBackups.bind(). */
export interface BackupsContext {
  readonly network: INetwork;
}

export interface BoundBackups {
  readonly part: CloudConfig;
  /** Where to and how often, and the programs: a deploy changes them on living nodes. */
  readonly settings: NodeSettings;
  /** Where they go, for people. @default nowhere */
  readonly bucket?: string;
}
