import type { PropChecks } from '../validation';

/** How long a request may take, and how long connections that are no requests may live. */
export interface HttpTimeouts {
  /**
   * Seconds from a request to its answer's beginning, and for which an answer may stand still; then the visitor gets 504. The tiers
   * behind give up a little earlier, each after the one that it calls. Cloudflare itself waits for 100 s. @default 60
   */
  readonly response?: number;
  /** Seconds for which a WebSocket may carry nothing before it is closed. @default 3600 */
  readonly idleTunnel?: number;
  /** Seconds for which WebSockets and downloads of before a reload of HAProxy or nginx may go on; then they are closed. @default 900 */
  readonly reloadDrain?: number;
}

export type ResolvedTimeouts = Required<HttpTimeouts>;

export const DEFAULT_TIMEOUTS: ResolvedTimeouts = { response: 60, idleTunnel: 3600, reloadDrain: 900 };

/** Least and greatest value of each. */
export const TIMEOUT_RANGES: Readonly<Record<keyof HttpTimeouts, readonly [number, number]>> = {
  response: [5, 100],
  idleTunnel: [10, 86_400],
  reloadDrain: [10, 86_400],
};

/** The timeouts with their defaults; what is out of range is reported. */
export function resolveTimeouts(checks: PropChecks, timeouts: HttpTimeouts = {}): ResolvedTimeouts {
  const resolved = { ...DEFAULT_TIMEOUTS, ...timeouts };
  for (const [name, [min, max]] of Object.entries(TIMEOUT_RANGES))
    checks.wholeNumber(`timeouts.${name}`, resolved[name as keyof HttpTimeouts], min, max);
  return resolved;
}

/** Reports a time for one app's answers that is out of range. */
export function checkResponseTimeout(checks: PropChecks, prop: string, seconds: number | undefined): void {
  const [min, max] = TIMEOUT_RANGES.response;
  if (seconds !== undefined) checks.wholeNumber(prop, seconds, min, max);
}

/** Milliseconds that each tier waits for an answer: the one nearest to the app gives up first, and one 504 goes all the way. */
export function responseTimeoutMs(
  { response }: ResolvedTimeouts,
  tier: 'service proxy' | 'nginx' | 'load balancer',
): number {
  const earlier = { 'service proxy': 1000, nginx: 500, 'load balancer': 0 };
  return response * 1000 - earlier[tier];
}
