import type { TierKind } from '../tiers';

/** Of the shape below. The command refuses what is newer than itself. */
export const SITE_DESCRIPTION_VERSION = 1;

/** Names of the Terraform outputs that hold a description begin with this. */
export const SITE_OUTPUT_PREFIX = 'web_infrastructure_';

/**
 * What a deploy leaves for the command to find: a site's nodes and databases. No secrets. One output a stack and private network; where a
 * site's parts are in several stacks, each has its own, with the same `networkStack` and `privateDomain`.
 */
export interface SiteDescription {
  readonly version: number;
  /** Stack of the private network: with `privateDomain` it tells sites of one application apart. */
  readonly networkStack: string;
  /** Where the private names are. */
  readonly privateDomain: string;
  /** Host name for visitors. @default none: the stack has no WebInfrastructure on this network */
  readonly domain?: string;
  /** From the visitor inwards. */
  readonly tiers: readonly SiteTier[];
  readonly databases: readonly SiteDatabase[];
  /** Of a database that moves between a self-hosted and a managed cluster. @default none */
  readonly migration?: SiteMigration;
}

/** Droplets of one role. */
export interface SiteTier {
  readonly role: string;
  /** @default a tier of a user's own */
  readonly kind?: TierKind;
  readonly title: string;
  /** Administrators reach it by ssh, and other nodes through it. */
  readonly bastion: boolean;
  /** @default the last deploy was made by a version whose nodes do not publish their host keys */
  readonly hostKeys?: HostKeySource;
  readonly nodes: readonly SiteNode[];
  /** How the command releases another version of the app that runs there. @default no app runs there, or its code is in the stack */
  readonly release?: SiteRelease;
}

/** What of Terraform's a release of an app changes. */
export interface SiteRelease {
  /** Address of the resource that holds the version. */
  readonly record: string;
  /** Name of the variable that takes another one. */
  readonly variable: string;
  /** What a version consists of: `ref`, or `url` and `sha256`. */
  readonly parts: readonly string[];
  /** Addresses of the resources that hand the version to the nodes. */
  readonly gates: readonly string[];
}

/** Where a tier's nodes publish their ssh host keys, over TLS: `GET /host-keys`. */
export interface HostKeySource {
  /** On the certificate. */
  readonly name: string;
  readonly port: number;
  /** The only one to trust, PEM. */
  readonly certificate: string;
}

export interface SiteNode {
  /** Full private name. */
  readonly name: string;
  /** Of the droplet. */
  readonly id: string;
  /** Public IPv4 address. */
  readonly address: string;
}

export type SiteDatabase =
  { readonly kind: 'self-hosted'; readonly role: string } | { readonly kind: 'managed'; readonly clusterId: string };

export interface SiteMigration {
  readonly from: 'self-hosted' | 'managed';
  /** Of the managed cluster. */
  readonly clusterId: string;
}

/** Set in the environment of a synth, it has each stack with a site write StackFacts into the metadata of its configuration, under this key. */
export const FACTS_VARIABLE = 'WEB_INFRASTRUCTURE_FACTS';
export const FACTS_KEY = 'webInfrastructure';
