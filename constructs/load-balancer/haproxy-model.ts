import type { ResolvedTimeouts } from '../http/timeouts';
import type { HaproxySnippet } from '../haproxy/haproxy-snippet';
import type { HealthCheck } from '../haproxy/health-check';
import type { Observed } from '../haproxy/server-care';
import type { TcpService } from './tcp-service';
import type { TrafficRule } from './traffic-policy';

export { INTERNAL_PORT } from '../haproxy/internal';

/** Its servers are those that this node reaches. */
export const REACH_BACKEND = 'web_reach';

/** Port of /metrics (Prometheus), for addresses of the private network alone. */
export const METRICS_PORT = 8405;

/** Files that the configuration names, and limits.cfg, which is read before it; whoever installs haproxy.cfg installs them. */
export const HAPROXY_FILES = {
  configuration: '/etc/haproxy/haproxy.cfg',
  /** See renderLimits. */
  limits: '/etc/haproxy/limits.cfg',
  /** Certificate chain, then private key. */
  certificate: '/etc/haproxy/site.pem',
  /** See renderHostNames. */
  hostNames: '/etc/haproxy/host-names.map',
  /** The proxy's ranges, one a line. */
  proxyRanges: '/etc/haproxy/proxy-ranges.lst',
  /** CA of the client certificate that the proxy shows. */
  originPullCa: '/etc/haproxy/origin-pull-ca.pem',
} as const;

/** Methods that a site has unless it names others. */
export const DEFAULT_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** All that decides the text of haproxy.cfg. */
export interface HaproxyModel {
  /** Where redirected names lead. Names are a file of their own (renderHostNames), so that they change without another node. */
  readonly mainName: string;
  readonly traffic: TrafficRule;
  readonly backend: {
    readonly tierName: string;
    readonly nodeNames: readonly string[];
    readonly port: number;
    readonly healthCheck: HealthCheck;
    /** Where a server says whether it reaches what it depends on. */
    readonly reachPort?: number;
    readonly slots: number;
    readonly httpReuse: 'safe' | 'always';
    /** See BackendOptions. */
    readonly reportsUnsent?: boolean;
    /** @default 'layer7' */
    readonly observe?: Observed;
    /** Name on the servers' certificates, when they are called by TLS. */
    readonly tlsName?: string;
  };
  /** Addresses that may read the metrics: the private network's, CIDR. */
  readonly metricsRange: string;
  readonly timeouts: ResolvedTimeouts;
  /** Methods that a request may have. */
  readonly methods: readonly string[];
  /** Answers that begin later are counted, milliseconds. */
  readonly slowMs?: number;
  /** Ports of apps' own. @default none */
  readonly tcpServices?: readonly TcpService[];
  /** What users have written themselves. @default none */
  readonly snippets?: readonly HaproxySnippet[];
  /** The proxy in front, if there is one. */
  readonly proxy?: {
    /** Header in which the proxy names the visitor. */
    readonly clientAddressHeader: string;
    /** Only who shows the proxy's client certificate gets in. */
    readonly originPulls: boolean;
  };
}
