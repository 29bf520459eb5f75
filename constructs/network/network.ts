import type { ITerraformDependable } from 'cdktf';
import type { IConstruct } from 'constructs';

/** A private network and the names in it, as the parts of a site need it. */
export interface INetwork extends IConstruct {
  /** Slug of the region. */
  readonly region: string;
  /** Addresses of the network, CIDR. */
  readonly ipRange: string;
  /** Where private names live. */
  readonly domain: string;
  /** DigitalOcean's id of the VPC. */
  readonly vpcId: string;
  /** Prefix of tags, firewalls and volumes: the account's other sites share their name space. */
  readonly prefix: string;
  /** The full name of a node or tier. */
  nameOf(host: string): string;
  /** Gives `host` (a node, or one more member of a tier) a private address. */
  publish(host: string, address: string, options: PublishOptions): ITerraformDependable;
}

/** The record of a private address. */
export interface PublishOptions {
  /** Construct id of the record: another one replaces it. */
  readonly id: string;
  /** The node's construct: a record of a node in another stack is made there. */
  readonly node: IConstruct;
  /** What must exist before the record. @default nothing */
  readonly after?: ITerraformDependable;
}
