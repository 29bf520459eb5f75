import type { CloudConfig } from '../cloud-init/cloud-config';
import type { DropletGroup } from '../droplet/droplet-group';
import type { ReadinessChecks } from '../droplet/readiness';

/** One port on a node's loopback behind which a service answers, wherever its nodes are. */
export interface ProxyListener {
  /** Name of the listener, such as `mysql-writer`. */
  readonly name: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** `tcp` is for protocols in which the server speaks first, as MySQL's: one that says nothing for 3 s is given up. */
  readonly protocol: 'http' | 'tcp';
  /** Private names of the service's nodes, or one name that holds them all. */
  readonly servers: { readonly names: readonly string[] } | { readonly tier: string; readonly slots: number };
  readonly serverPort: number;
  /** An HTTP path to ask, on the server's port unless told; without one, whether the port takes connections (tcp only). */
  readonly healthCheck: { readonly path?: string; readonly port?: number };
  readonly balance: 'roundrobin' | 'leastconn';
  /** Who serves in place of the servers while it is told to (tcp only). @default none */
  readonly preferred?: PreferredServers;
}

/** Servers that take over while a program on the node says so, and the connections to the others end. */
export interface PreferredServers {
  readonly names: readonly string[];
  readonly serverPort: number;
  /** Port on the node's loopback that is asked: 200 or not, to any path. */
  readonly loopbackCheck: number;
}

/** All that a tier needs to call a service: the app as nginx sees it, MySQL as the app sees it. */
export interface Connection {
  /** Served by the service proxy of each calling node. */
  readonly listeners: readonly ProxyListener[];
  /** What else the calling nodes carry: credentials, a CA, or the service itself when it runs on the same nodes. */
  readonly parts: readonly CloudConfig[];
  /** The service's nodes, when they are replaced like others; their callers are made after their names. @default none */
  readonly tier?: DropletGroup;
  /** What else makes a calling node ready. */
  readonly readiness: ReadinessChecks;
  /** What must hold, too, before the node leaves that a calling node takes the place of. @default {} */
  readonly inService?: ReadinessChecks;
  /** Opens the service's firewall for the calling nodes. */
  allowFrom(callers: DropletGroup): void;
}
