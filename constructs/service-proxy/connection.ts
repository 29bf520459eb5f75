import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeSettings } from '../droplet/node-settings';
import type { ITier } from '../droplet/tier';
import type { HealthCheck, HealthCheckOptions } from '../haproxy/health-check';
import type { ReadinessChecks } from '../droplet/readiness';
import type { ServerTls } from '../tls/tier-tls';

/** One port on a node's loopback behind which a service answers, wherever its nodes are. */
export interface ProxyListener {
  /** Name of the listener, such as `mysql-writer`. */
  readonly name: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** `tcp` is for protocols in which the server speaks first, as MySQL's: one that says nothing for 3 s is given up. */
  readonly protocol: 'http' | 'tcp';
  /** Private names of the service's nodes, or one name that holds them all. */
  readonly servers:
    | {
        /** Private name of each node. */
        readonly names: readonly string[];
      }
    | {
        /** Private name that holds the addresses of all nodes. */
        readonly tier: string;
        /** Most nodes there may ever be, counting those that a deploy is replacing. */
        readonly slots: number;
      };
  /** TCP port of the servers. */
  readonly serverPort: number;
  /** Of `tcp`: `path` and `port` alone (the server's own by default); without a path, whether the port takes connections. */
  readonly healthCheck: HealthCheckOptions & {
    /** TCP port that is checked. @default - `serverPort` */
    readonly port?: number;
  };
  /** Port on which a server answers whether it reaches what it depends on (http only). @default none: its health check says all */
  readonly reachPort?: number;
  /** Requests of this node that one server works on at a time; more wait here, at most 5 s (http only). @default no limit */
  readonly concurrency?: number;
  /** Seconds that a server may take for the beginning of an answer, and stand still within it (http only). @default that of the calling tier */
  readonly responseTimeoutSeconds?: number;
  /** Which server is next: each in turn, or the one with the fewest connections. */
  readonly balance: 'roundrobin' | 'leastconn';
  /** Calls the servers by TLS (http only). @default plain */
  readonly tls?: ServerTls;
  /** Who serves in place of the servers while it is told to (tcp only). @default none */
  readonly preferred?: PreferredServers;
}

/** Servers that take over while a program on the node says so, and the connections to the others end. */
export interface PreferredServers {
  /** Private names of these servers. */
  readonly names: readonly string[];
  /** TCP port of these servers. */
  readonly serverPort: number;
  /** Port on the node's loopback that is asked: 200 or not, to any path. */
  readonly loopbackCheck: number;
}

/** All that a tier needs to call a service: the app as nginx sees it, MySQL as the app sees it. */
export interface Connection {
  /** Served by the service proxy of each calling node. */
  readonly listeners: readonly ProxyListener[];
  /** The port of an app's on the calling node, 8000 or 20,000 to 29,999: the service proxy's, or the app's own beside nginx. @default 8000 */
  readonly loopbackPort?: number;
  /** What else the calling nodes carry: credentials, a CA, or the service itself when it runs on the same nodes. */
  readonly parts: readonly CloudConfig[];
  /** Settings of the calling nodes, such as credentials of a service that runs there. @default none */
  readonly settings?: readonly NodeSettings[];
  /** The service's nodes, when they are replaced like others; their callers are made after their names. @default none */
  readonly tier?: ITier;
  /** Of a service on the calling nodes themselves: those who check them have its answer. @default none */
  readonly localHealthCheck?: HealthCheck;
  /** What else makes a calling node ready. */
  readonly readiness: ReadinessChecks;
  /** How much longer than others a calling node may take until it is ready, seconds. @default 0 */
  readonly additionalReadinessTimeout?: number;
  /** What must hold, too, before the node leaves that a calling node takes the place of. @default {} */
  readonly inService?: ReadinessChecks;
  /** Opens the service's firewall for the calling nodes. */
  allowFrom(callers: ITier): void;
}
