import type { CloudConfig } from '../cloud-init/cloud-config';
import type { Outbound } from '../network/outbound';
import type { INetwork } from '../network/network';
import type { TierLoss } from '../report/single-points';
import type { TierKind } from '../tiers';
import type { IAccess } from './access';
import type { DataVolume } from './data-volumes';
import type { NodeSettings } from './node-settings';
import type { ReadinessChecks } from './readiness';
import type { RebootWindow } from './reboot-window';
import type { ITier, TierMetrics } from './tier';

/** Sizing that every tier takes. */
export interface NodeProps {
  /** Size slug of each droplet, such as `s-2vcpu-2gb`. @default - the tier's own */
  readonly size?: string;
  /** Image slug, or the id of a snapshot made from one. @default 'debian-13-x64' */
  readonly image?: string;
  /** How long a new node may take until it is ready, seconds. @default 900 */
  readonly readinessTimeout?: number;
  /**
   * How many new nodes are made at a time when a deploy makes or replaces the tier. The old ones leave when all new ones
   * are in service, so a replaced tier needs its double for that time.
   * @default all
   */
  readonly maxSurge?: number;
  /** When nodes restart for updates that need it. @default RebootWindow.daily() */
  readonly rebootWindow?: RebootWindow;
  /** What else the nodes carry, set up after what makes them this tier. @default none */
  readonly extraCloudInit?: readonly CloudConfig[];
  /**
   * Where the nodes may connect to outside of their network. What the site's own props name (a mail server, a database elsewhere, a repository
   * by ssh) is open without it.
   * @default Outbound.standard()
   */
  readonly outbound?: Outbound;
}

/** What the droplets of a tier are made of, beyond what every tier takes. */
export interface DropletGroupProps extends NodeProps {
  /** The network that the droplets are in, and that has their private names. */
  readonly network: INetwork;
  /** SSH keys of the droplets, and the ranges from which a deploy reaches them. */
  readonly access: IAccess;
  /** Prefix of the host names: `web` names the nodes `web-1`, `web-2`, ... and the tier `web`. Unique in the network. */
  readonly role: string;
  /** Which of the package's own kinds the tier is. @default none: a tier of your own */
  readonly kind?: TierKind;
  /** How many, 1 to 99. */
  readonly nodes: number;
  /** Size slug of each droplet, such as `s-2vcpu-2gb`. */
  readonly size: string;
  /** The node's bootstrap, after what every node has. The same for all nodes: a node learns its name from its host name. */
  readonly cloudInit: readonly CloudConfig[];
  /** When a node counts as ready, beyond a cloud-init that is done. */
  readonly readiness: ReadinessChecks;
  /** How much longer than `readinessTimeout` a node may take, seconds, for work that is done before it is ready. @default 0 */
  readonly additionalReadinessTimeout?: number;
  /** What else must hold, once the node has its names, before the one that it replaces leaves. @default {} */
  readonly postRegistrationChecks?: ReadinessChecks;
  /** Files that change without replacing the nodes. Nodes with a volume must be able to boot without them. @default none */
  readonly settings?: readonly NodeSettings[];
  /**
   * The tier, or tiers, that the nodes ask for by name. They are made after its names: a resolver that is asked too early remembers for half
   * an hour that there is no such name (the zone's SOA minimum, 1800 s with Cloudflare). Not for tiers with volumes, to
   * which create-before-destroy would spread.
   * @default none
   */
  readonly dependsOnTier?: ITier | readonly ITier[];
  /**
   * No node is in service before all have their names: who hears from one may ask for any.
   * @default false
   */
  readonly waitForAllRecords?: boolean;
  /**
   * A volume for each node, which outlives the droplet. Such nodes keep their data in place: they are not replaced by
   * create-before-destroy, and their names are public before they are ready, for they must find each other first.
   * @default none; nodes are replaced: the new one is created and ready before the old one leaves
   */
  readonly volume?: DataVolume;
  /** Where the nodes serve metrics of their own; `Monitoring.selfHosted()` scrapes them. @default none */
  readonly metrics?: TierMetrics;
  /** What the loss of a node means, for the report. @default takes down all who ask for the tier when it was the only one */
  readonly failureImpact?: TierLoss;
}
