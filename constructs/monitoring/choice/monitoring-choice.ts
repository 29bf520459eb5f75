import type { Construct } from 'constructs';
import type { Choice } from '../../choice';
import type { CloudConfig } from '../../cloud-init/cloud-config';
import type { DropletGroup } from '../../droplet/droplet-group';
import type { INetwork } from '../../network/network';
import type { TierIdentity } from '../../tiers';
import type { AppMetrics } from '../app-metrics';
import type { JournalCollection } from '../journal-collection';
import type { MonitoredSite } from '../monitored-site';

/** It returns the droplets that watch, if there are any. */
export interface MonitoringChoice extends Choice<MonitoredSite, DropletGroup | undefined> {
  /** Answers of the load balancers that begin later are counted, milliseconds. @default - not counted */
  readonly slowRequestThresholdMs?: number;
  /** What the nodes of a tier carry so that they can be watched. @default - nothing */
  partsOf?(tier: TierIdentity, app?: AppMetrics): readonly CloudConfig[];
  /** Called once, by the site, before it makes its tiers. Returns what takes their journals. @default - journals stay on their nodes */
  collectJournals?(scope: Construct, id: string, network: INetwork): JournalCollection;
}
