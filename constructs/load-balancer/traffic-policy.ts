export interface ActivePassiveOptions {
  /** How many of the servers, counted from the first, are active. @default 1 */
  readonly active?: number;
  /** Requests that an active server works on at a time; more wait in the queue. @default 200 */
  readonly maxConnections?: number;
  /** Requests that wait for the active servers before new ones go to the passive servers. @default 20 */
  readonly maxQueue?: number;
}

/** What the renderer needs to know of a policy. */
export type TrafficRule =
  | { readonly kind: 'balanced'; readonly algorithm: 'roundrobin' | 'leastconn' }
  | {
      readonly kind: 'active-passive';
      readonly active: number;
      readonly maxConnections: number;
      readonly maxQueue: number;
    };

/** How requests are spread over the servers. */
export class TrafficPolicy {
  /** All servers are active and take turns. */
  public static roundRobin(): TrafficPolicy {
    return new TrafficPolicy({ kind: 'balanced', algorithm: 'roundrobin' });
  }

  /** All servers are active; the one with the fewest open requests is next. For requests that differ much in length. */
  public static leastConnections(): TrafficPolicy {
    return new TrafficPolicy({ kind: 'balanced', algorithm: 'leastconn' });
  }

  /**
   * The active servers have all requests. The passive ones take over when every active server fails, and take what is
   * more than the active ones can do when `maxQueue` requests wait; both ends when the active ones have recovered.
   */
  public static activePassive(options: ActivePassiveOptions = {}): TrafficPolicy {
    return new TrafficPolicy({
      kind: 'active-passive',
      active: options.active ?? 1,
      maxConnections: options.maxConnections ?? 200,
      maxQueue: options.maxQueue ?? 20,
    });
  }

  private constructor(public readonly rule: TrafficRule) {}
}
