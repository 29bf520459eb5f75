/** What one visitor may ask of the site. The load balancers and the web servers hold to the same figures. */
export interface RequestLimits {
  /** Largest request body, bytes; a larger one is answered 413. @default 10485760 (10 MiB) */
  readonly maxBodyBytes?: number;
  /** Most headers in a request; more are answered 400. @default 64 */
  readonly maxHeaders?: number;
  /** How long a client may take to send a request's headers, and then its body's beginning, seconds; then 408. @default 5 */
  readonly requestTimeout?: number;
  /** Requests in 10 seconds from one client address; more are answered 429. @default 500 */
  readonly requestsPer10Seconds?: number;
  /** Connections from one address at a time; more are refused. The proxy's addresses are exempt. @default 100 */
  readonly connectionsPerClient?: number;
  /** Connections to one load balancer at a time; more wait in the kernel. Each takes about 40 KiB. @default 8000 */
  readonly maxConnections?: number;
}

/** The limits of a site that sets none. */
export const DEFAULT_LIMITS: Required<RequestLimits> = {
  maxBodyBytes: 10 * 1024 * 1024,
  maxHeaders: 64,
  requestTimeout: 5,
  requestsPer10Seconds: 500,
  connectionsPerClient: 100,
  maxConnections: 8000,
};

/** Least and greatest value of each limit. */
export const LIMIT_RANGES: Readonly<Record<keyof RequestLimits, readonly [number, number]>> = {
  maxBodyBytes: [1024, 1024 ** 3],
  maxHeaders: [16, 1024],
  requestTimeout: [1, 300],
  requestsPer10Seconds: [1, 1_000_000],
  connectionsPerClient: [1, 100_000],
  maxConnections: [100, 250_000],
};
