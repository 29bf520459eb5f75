import { checkShapes } from '../check-shapes';
/** Whether visitors stay with a server. */
export interface BalancedOptions {
  /**
   * Name of a cookie that keeps a visitor with the server that answered first, as long as it is up. For apps that hold sessions
   * in memory; others are better off without.
   * @default none
   */
  readonly stickyCookie?: string;
}

/** How many servers are active, and when the passive ones help. */
export interface ActivePassiveOptions {
  /** How many of the servers, counted from the first, are active. @default 1 */
  readonly active?: number;
  /** Requests that an active server works on at a time; more wait in the queue. @default 200 */
  readonly maxConnections?: number;
  /** Requests that wait for the active servers before the passive ones help. @default 20 */
  readonly maxQueue?: number;
  /**
   * The passive servers stop helping when all requests in work have been fewer than this share of what the active servers can
   * hold, percent, for `recoverSeconds`. @default 70
   */
  readonly recoverPercent?: number;
  /** For how long the requests must have been fewer than that, seconds, 1 to 3600. @default 10 */
  readonly recoverSeconds?: number;
}

/** @internal What the renderer needs to know of a policy. */
export type TrafficRule =
  | { readonly kind: 'balanced'; readonly algorithm: 'roundrobin' | 'leastconn'; readonly stickyCookie?: string }
  | { readonly kind: 'weighted'; readonly weights: readonly number[]; readonly stickyCookie?: string }
  | ({ readonly kind: 'active-passive' } & Required<ActivePassiveOptions>);

/** How requests are spread over the servers. */
export class TrafficPolicy {
  /** All servers are active and take turns. */
  public static roundRobin(options: BalancedOptions = {}): TrafficPolicy {
    checkShapes('TrafficPolicy.roundRobin', { options });
    return new TrafficPolicy({ kind: 'balanced', algorithm: 'roundrobin', ...options });
  }

  /** All servers are active; the one with the fewest open requests is next. For requests that differ much in length. */
  public static leastConnections(options: BalancedOptions = {}): TrafficPolicy {
    checkShapes('TrafficPolicy.leastConnections', { options });
    return new TrafficPolicy({ kind: 'balanced', algorithm: 'leastconn', ...options });
  }

  /**
   * All servers are active and take turns in proportion to their weights, 0 to 256, one for each server in order: `[3, 1]` gives the
   * first three requests of four; 0 gives none. Names the servers, so scaling them replaces the load balancers.
   */
  public static weighted(weights: readonly number[], options: BalancedOptions = {}): TrafficPolicy {
    checkShapes('TrafficPolicy.weighted', { weights, options });
    return new TrafficPolicy({ kind: 'weighted', weights, ...options });
  }

  /**
   * The active servers have all requests. When every active server fails, the passive ones take over; when the active ones are
   * overwhelmed (`maxQueue` requests wait), active and passive ones share the work. Both end when the active ones have
   * recovered. Names the servers, so scaling them replaces the load balancers.
   */
  public static activePassive(options: ActivePassiveOptions = {}): TrafficPolicy {
    checkShapes('TrafficPolicy.activePassive', { options });
    return new TrafficPolicy({
      kind: 'active-passive',
      active: options.active ?? 1,
      maxConnections: options.maxConnections ?? 200,
      maxQueue: options.maxQueue ?? 20,
      recoverPercent: options.recoverPercent ?? 70,
      recoverSeconds: options.recoverSeconds ?? 10,
    });
  }

  private constructor(
    /** @internal */
    public readonly rule: TrafficRule,
  ) {}
}
