/**
 * The contract between the APIs (what the user asked for) and the machine below them (what really runs).
 * The API's store is the truth; a runtime makes it real. Implemented by droplet/host-runtime.ts (systemd-nspawn, needs
 * root) and by memory-runtime.ts (nothing runs; for plans and tests).
 */

import type { MysqlServers } from './managed-mysql/servers';

export interface DropletSpec {
  /** Unique on this cloud, never reused, never contains "404" (facts: the real provider matches on that text). */
  readonly id: number;
  readonly name: string;
  readonly region: string;
  /** Slug, for metadata only: there is one guest image. */
  readonly image: string;
  readonly vcpus: number;
  readonly memoryMb: number;
  readonly diskGb: number;
  readonly tags: readonly string[];
  /** Exactly as the API received it. */
  readonly userData: string;
  /** Public keys in OpenSSH form. */
  readonly sshKeys: readonly string[];
  readonly publicIp: string;
  readonly privateIp: string;
  readonly vpcId: string;
}

export interface VolumeSpec {
  readonly id: string;
  /** The device appears in the droplet as /dev/disk/by-id/scsi-0DO_Volume_NAME. */
  readonly name: string;
  readonly sizeGb: number;
  /** A file system to make when the volume is created. */
  readonly filesystem: { readonly type: 'ext4' | 'xfs'; readonly label: string } | null;
}

export type Protocol = 'tcp' | 'udp' | 'icmp';

/** A peer in a rule; an address is an IPv4 or IPv6 CIDR or a single address. */
export interface Peers {
  readonly addresses: readonly string[];
  readonly dropletIds: readonly number[];
  readonly tags: readonly string[];
}

export interface FirewallRule {
  readonly protocol: Protocol;
  /** First and last port; null for all ports and for icmp. */
  readonly ports: { readonly first: number; readonly last: number } | null;
  readonly peers: Peers;
}

/** A droplet without a firewall is open; with one or more, all that none of them allows is dropped. */
export interface FirewallSpec {
  readonly id: string;
  readonly dropletIds: readonly number[];
  readonly tags: readonly string[];
  readonly inbound: readonly FirewallRule[];
  readonly outbound: readonly FirewallRule[];
}

export interface RecordSpec {
  /** Fully qualified, lower case, no trailing dot. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'MX' | 'CAA' | 'SRV' | 'NS';
  /** Presentation form. */
  readonly content: string;
  /** Seconds; 1 means automatic. */
  readonly ttl: number;
  /** Answered with the edge's address; the edge connects to `content`. */
  readonly proxied: boolean;
}

/** What the edge does for the names of one zone; defaults are Cloudflare's. */
export interface ZoneSpec {
  readonly name: string;
  readonly records: readonly RecordSpec[];
  readonly edge: {
    readonly ssl: 'off' | 'flexible' | 'full' | 'strict';
    readonly minTlsVersion: '1.0' | '1.1' | '1.2' | '1.3';
    readonly alwaysUseHttps: boolean;
    /** Client certificate to show to origins, PEM; null when authenticated origin pulls are off. */
    readonly originPull: { readonly certificate: string; readonly privateKey: string } | null;
    /** Value of the Strict-Transport-Security header, null when off. */
    readonly hsts: string | null;
  };
}

/** Of a zone none of whose names is proxied. */
export const NO_EDGE: ZoneSpec['edge'] = {
  ssl: 'off',
  minTlsVersion: '1.2',
  alwaysUseHttps: false,
  originPull: null,
  hsts: null,
};

/** All that routes, filters and answers names; applied as a whole. */
export interface NetworkState {
  readonly vpcs: readonly { readonly id: string; readonly cidr: string }[];
  readonly droplets: readonly DropletSpec[];
  readonly firewalls: readonly FirewallSpec[];
  readonly reservedIps: readonly { readonly ip: string; readonly dropletId: number | null }[];
  readonly zones: readonly ZoneSpec[];
  /** Trusted by the edge when a zone is 'strict', PEM: the Origin CA's root. */
  readonly originCa: string;
}

/** What cloud-init on a droplet says. 'unknown' while it has not started. */
export type BootstrapState = 'unknown' | 'running' | 'done' | 'degraded' | 'error';

export interface DropletStatus {
  readonly power: 'on' | 'off';
  readonly bootstrap: BootstrapState;
}

export interface Runtime {
  /** Whether droplets run. Where they do not, the APIs refuse what only a machine can do. */
  readonly hasMachines: boolean;
  /** The servers on the droplets that are nodes of the cloud's own database clusters. */
  readonly mysql: MysqlServers;
  /** Once, before anything else: makes the run's network, and takes up droplets that are still running. Idempotent. */
  up(): Promise<void>;
  /** Removes all that the run made but its state on disk. Works from what the kernel shows; idempotent. */
  down(): Promise<void>;
  /** Makes routing, packet filter, reserved IPs, names and edge agree with `state`. Idempotent, takes milliseconds. */
  applyNetwork(state: NetworkState): Promise<void>;

  /** Makes the disk when there is none and boots; resolves when the droplet's init runs. Idempotent. */
  powerOn(droplet: DropletSpec, volumes: readonly VolumeSpec[]): Promise<void>;
  /** 'shutdown' asks the guest and resolves when it is off, rejects after 60 s; 'off' pulls the plug. Idempotent. */
  powerOff(dropletId: number, how: 'shutdown' | 'off'): Promise<void>;
  reboot(dropletId: number): Promise<void>;
  /** Pulls the plug and deletes the disk. Idempotent. */
  destroyDroplet(dropletId: number): Promise<void>;
  status(dropletId: number): Promise<DropletStatus>;
  /** The last lines of the droplet's console and cloud-init output. */
  log(dropletId: number, lines: number): Promise<readonly string[]>;

  createVolume(volume: VolumeSpec): Promise<void>;
  /** Grows the volume's file; the file system is the guest's business. */
  resizeVolume(volumeId: string, sizeGb: number): Promise<void>;
  deleteVolume(volumeId: string): Promise<void>;
  attachVolume(volume: VolumeSpec, dropletId: number): Promise<void>;
  detachVolume(volume: VolumeSpec, dropletId: number): Promise<void>;
}
