import type { IConstruct } from 'constructs';
import { MetadataKey } from '../facts';

/** What a part of the picture is. */
export type PartKind =
  /** Those who connect from outside. */
  | 'people'
  /** Run by a vendor. */
  | 'managed'
  /** Droplets. */
  | 'tier';

/** One box of the picture. */
export interface Part {
  readonly kind: PartKind;
  readonly title: string;
  /** Beside the title, such as '2 x s-2vcpu-2gb'. @default none */
  readonly note?: string;
  /** Names of its machines. @default none */
  readonly machines?: readonly string[];
  /** What else to know. @default none */
  readonly lines?: readonly string[];
  /** The network that it is in. @default none */
  readonly network?: IConstruct;
}

/** A construct that has told a part, or a name for what has none. */
export type Endpoint = IConstruct | string;

/** A connection that somebody may open. */
export interface Flow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** TCP port that a firewall opens for it. @default none */
  readonly port?: number;
  /** What it is for. @default none */
  readonly label?: string;
}

/** Who of a part's machines does what, in their order, when all are well; others than the first take over. */
export interface Roles {
  readonly of: IConstruct;
  readonly roles: readonly string[];
  /** Who takes over from whom, and how. */
  readonly note: string;
}

export const PARTS = new MetadataKey<Part>('picture-part');
export const FLOWS = new MetadataKey<Flow>('picture-flow');
export const ROLES = new MetadataKey<Roles>('picture-roles');
/** What a network is called. */
export const NETWORKS = new MetadataKey<string>('picture-network');
