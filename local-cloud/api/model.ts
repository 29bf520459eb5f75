import type { DropletSpec, VolumeSpec } from '../runtime';
import type { ManagedMysqlState } from '../managed-mysql/model';
import type { MonitoringState } from '../monitoring/model';
import type { AcmeState } from './acme/model';
import type { InProject } from './in-project';

/** What the clouds remember: one JSON document, the truth that the runtime makes real. */
export interface State {
  /** Of this document's form; another one is refused, not guessed at. */
  readonly version: 1;
  readonly run: string;
  nextId: number;
  readonly tokens: Token[];
  readonly accountId: string;
  readonly originCa: { readonly key: string; readonly certificate: string };
  readonly sshKeys: SshKey[];
  readonly tags: string[];
  readonly vpcs: Vpc[];
  readonly droplets: Droplet[];
  readonly volumes: Volume[];
  readonly reservedIps: ReservedIp[];
  readonly firewalls: Firewall[];
  readonly actions: Action[];
  readonly zones: Zone[];
  readonly domains: Domain[];
  readonly projects: Project[];
  readonly certificates: Certificate[];
  /** None before the first database cluster. */
  managedMysql?: ManagedMysqlState;
  /** None before the first alert policy or uptime check. */
  monitoring?: MonitoringState;
  /** None before the first request to the certificate authority. */
  acme?: AcmeState;
}

export interface Token {
  readonly api: 'digitalocean' | 'cloudflare';
  readonly token: string;
  /** DigitalOcean's scopes, such as `reserved_ip:update`, or Cloudflare's permissions, such as `DNS Write`; null may do everything. */
  readonly scopes: readonly string[] | null;
}

export interface Project {
  readonly id: string;
  name: string;
  description: string;
  purpose: string;
  environment: '' | 'Development' | 'Staging' | 'Production';
  isDefault: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

/** A certificate that was uploaded; its private key and its text are not kept. */
export interface Certificate {
  readonly id: string;
  readonly name: string;
  readonly notAfter: string;
  /** Lower case, without colons. */
  readonly sha1Fingerprint: string;
  readonly dnsNames: readonly string[];
  readonly createdAt: string;
}

export interface SshKey {
  readonly id: number;
  name: string;
  readonly publicKey: string;
  readonly fingerprint: string;
}

export interface Vpc {
  readonly id: string;
  name: string;
  description: string;
  readonly region: string;
  readonly ipRange: string;
  isDefault: boolean;
  readonly createdAt: string;
}

export type DropletStatus = 'new' | 'active' | 'off' | 'archive';

export interface Droplet
  extends Omit<DropletSpec, 'sshKeys' | 'tags' | 'vcpus' | 'memoryMb' | 'diskGb' | 'name'>, InProject {
  name: string;
  size: string;
  /** GiB: what it had at first, until a resize with its disk. */
  disk?: number;
  status: DropletStatus;
  /** Being deleted: a crash in between is finished at the next start. */
  deleting: boolean;
  tags: string[];
  readonly sshKeyIds: readonly number[];
  readonly monitoring: boolean;
  readonly dropletAgent: boolean;
  readonly createdAt: string;
  /** Why the runtime could not do what was asked. */
  failure?: string;
}

export interface Volume extends Omit<VolumeSpec, 'sizeGb'>, InProject {
  sizeGb: number;
  readonly region: string;
  readonly description: string;
  readonly filesystemType: string;
  readonly filesystemLabel: string;
  tags: string[];
  readonly createdAt: string;
  dropletId: number | null;
}

export interface ReservedIp extends InProject {
  readonly ip: string;
  readonly region: string;
  dropletId: number | null;
}

export interface Firewall {
  readonly id: string;
  name: string;
  readonly createdAt: string;
  dropletIds: number[];
  tags: string[];
  inbound: FirewallRuleBody[];
  outbound: FirewallRuleBody[];
}

/** A rule as the API takes and gives it. */
export interface FirewallRuleBody {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly ports?: string;
  readonly sources?: RulePeers;
  readonly destinations?: RulePeers;
}

export interface RulePeers {
  readonly addresses?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly droplet_ids?: readonly number[] | null;
  readonly load_balancer_uids?: readonly string[] | null;
  readonly kubernetes_ids?: readonly string[] | null;
}

export interface Action {
  readonly id: number;
  readonly type: string;
  status: 'in-progress' | 'completed' | 'errored';
  readonly startedAt: string;
  completedAt: string | null;
  readonly resourceType: 'droplet' | 'volume' | 'reserved_ip';
  readonly resourceId: number | string;
  readonly region: string;
}

/** A domain at DigitalOcean's name servers. */
export interface Domain extends InProject {
  /** Lower case. */
  readonly name: string;
  /** Of a record that is created without one, seconds. */
  readonly ttl: number;
  /** Of its zone; a later one is greater. */
  serial: number;
  readonly records: DomainRecord[];
}

export interface DomainRecord {
  readonly id: number;
  readonly type: 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'SOA' | 'SRV' | 'TXT';
  /** Below the domain; '@' is the domain itself. */
  readonly name: string;
  /** A host name has no trailing dot; '@' is the domain. */
  readonly data: string;
  /** Seconds. */
  readonly ttl: number;
  /** What the type does not have is null. */
  readonly priority: number | null;
  readonly port: number | null;
  readonly weight: number | null;
  readonly flags: number | null;
  readonly tag: string | null;
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly createdOn: string;
  /** Of a domain that its registrar does not delegate to Cloudflare yet: 'pending'. @default 'active' */
  status?: string;
  /** Nothing is proxied. @default false */
  paused?: boolean;
  /** @default - when it was created */
  modifiedOn?: string;
  readonly records: DnsRecord[];
  /** Id of a setting -> its value, where it is not Cloudflare's default. */
  readonly settings: Record<string, { value: unknown; modifiedOn: string }>;
  readonly originPullCertificates: OriginPullCertificate[];
  originPullsEnabled: boolean;
  readonly certificates: OriginCertificate[];
}

export interface DnsRecord {
  readonly id: string;
  name: string;
  type: string;
  content: string;
  ttl: number;
  proxied: boolean;
  comment: string | null;
  tags: string[];
  /** Parts of a record whose content is made of them: CAA. */
  data?: CaaData;
  /** As they were sent, so that a plan of the same is empty. */
  settings?: Readonly<Record<string, boolean>>;
  commentModifiedOn?: string | null;
  tagsModifiedOn?: string | null;
  readonly createdOn: string;
  modifiedOn: string;
}

/** RFC 8659. */
export interface CaaData {
  readonly flags: number;
  readonly tag: string;
  readonly value: string;
}

export interface OriginPullCertificate {
  readonly id: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly expiresOn: string;
  readonly uploadedOn: string;
  readonly issuer: string;
  readonly signature: string;
}

export interface OriginCertificate {
  readonly id: string;
  readonly certificate: string;
  readonly csr: string;
  readonly hostnames: readonly string[];
  readonly requestType: string;
  readonly requestedValidity: number;
  readonly expiresOn: string;
}
