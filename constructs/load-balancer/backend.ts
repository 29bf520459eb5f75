import { checkShapes } from '../check-shapes';
import type { ITier } from '../droplet/tier';
import type { HealthCheckOptions } from '../haproxy/health-check';
import type { Observed } from '../haproxy/server-care';
import { slotsFor } from '../haproxy/slots';
import type { ServerTls } from '../tls/tier-tls';

/** How load balancers call and check the servers behind them. */
export interface BackendOptions {
  /** TCP port of the servers. */
  readonly port: number;
  /** What a server must answer to get requests; it answers otherwise while it drains. @default GET /healthz gives 200 */
  readonly healthCheck?: HealthCheckOptions;
  /**
   * Port on which a server answers 200 while it reaches what it depends on, and something else while it does not, to any path.
   * @default none: its health check says all
   */
  readonly reachPort?: number;
  /**
   * Most servers there may ever be, counting those that a deploy is replacing. Scaling up to it changes no load balancer; raising
   * it replaces them.
   * @default 20 for up to 10 servers, 40 for up to 20, and so on
   */
  readonly slots?: number;
  /**
   * Whether requests of different clients may share a connection to a server from the first request on (HAProxy's `http-reuse`).
   * `always` is for servers that read a request's length as strictly as HAProxy does, such as nginx. @default 'safe'
   */
  readonly httpReuse?: 'safe' | 'always';
  /**
   * Servers answer 425 (Too Early) to a request with the header `X-Retry-Unsent` that they have passed on to nobody, and 591 where an app has
   * answered 425: a `WebTier` does whose app has nodes of its own (`WebTier.reportsUnsent`). Such a request is sent to another server, a POST too;
   * not with active-passive traffic.
   * @default false
   */
  readonly reportsUnsent?: boolean;
  /**
   * What takes a server out besides its checks (HAProxy's `observe`): failed connections (`layer4`), or failed requests, too (`layer7`). Behind a server
   * with several apps, requests that fail for one of them say nothing about the others. @default 'layer7'
   */
  readonly observe?: Observed;
  /** Calls the servers by TLS, and those alone that hold such a certificate. @default plain HTTP, inside of the private network */
  readonly tls?: ServerTls;
}

/** Servers by their names, and how load balancers call and check them. */
export interface NamedBackendOptions extends BackendOptions {
  /** One private name that holds the addresses of all servers. */
  readonly tierName: string;
  /** A private name for each server; active-passive needs them. @default none */
  readonly nodeNames?: readonly string[];
  /** Opens the servers' firewall for the load balancers. @default it is open already */
  readonly allowFrom?: (loadBalancers: ITier, port: number) => void;
  /** The servers, when this package made them. @default somebody else did */
  readonly tier?: ITier;
}

/** The servers behind a load balancer. */
export class Backend {
  /** The droplets of a tier of this package. */
  public static tier(group: ITier, options: BackendOptions): Backend {
    checkShapes('Backend.tier', { group, options });
    return new Backend({
      ...options,
      tierName: group.tierName,
      nodeNames: group.nodeNames,
      tier: group,
      allowFrom: (loadBalancers, port) => {
        group.allowFrom(loadBalancers, port);
        if (options.reachPort !== undefined) group.allowFrom(loadBalancers, options.reachPort);
        group.requireHealthChecksFrom(loadBalancers, port);
      },
    });
  }

  /** Servers that somebody else made, by the names that resolve to them. */
  public static named(options: NamedBackendOptions): Backend {
    checkShapes('Backend.named', { options });
    return new Backend(options);
  }

  /** @internal */
  public readonly tierName: string;
  /** @internal */
  public readonly nodeNames: readonly string[];
  /** @internal */
  public readonly port: number;
  /** @internal */
  public readonly healthCheck: HealthCheckOptions;
  /** @internal */
  public readonly reachPort?: number;
  /** @internal */
  public readonly slots: number;
  /** @internal */
  public readonly httpReuse: 'safe' | 'always';
  /** @internal */
  public readonly reportsUnsent: boolean;
  /** @internal */
  public readonly observe: Observed;
  /** @internal */
  public readonly tls?: ServerTls;
  /** @internal */
  public readonly tier?: ITier;

  private constructor(private readonly options: NamedBackendOptions) {
    this.tierName = options.tierName;
    this.nodeNames = options.nodeNames ?? [];
    this.port = options.port;
    this.healthCheck = options.healthCheck ?? {};
    this.reachPort = options.reachPort;
    this.slots = options.slots ?? slotsFor(this.nodeNames.length);
    this.httpReuse = options.httpReuse ?? 'safe';
    this.reportsUnsent = options.reportsUnsent ?? false;
    this.observe = options.observe ?? 'layer7';
    this.tls = options.tls;
    this.tier = options.tier;
  }

  /** @internal */
  public allowFrom(loadBalancers: ITier): void {
    this.options.allowFrom?.(loadBalancers, this.port);
  }
}
