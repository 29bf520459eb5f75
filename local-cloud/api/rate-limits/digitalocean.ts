import type { Counted } from './counted';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PER_HOUR = 5000;
/** The burst limit. */
const PER_MINUTE = 250;

/** DigitalOcean's limits, of each token: a call counts for an hour, and for the burst limit a minute. A call that is refused does not count. */
export class DigitalOceanRateLimit {
  /** When calls were made, the oldest first, by token. */
  private readonly calls = new Map<string, number[]>();

  /** @param now milliseconds */
  public count(token: string, now: number, enforced: boolean): Counted {
    const calls = (this.calls.get(token) ?? []).filter((at) => now - at < HOUR_MS);
    const ofMinute = () => calls.at(-PER_MINUTE) ?? -Infinity;
    const isBurst = () => now - ofMinute() < MINUTE_MS;
    const burst = isBurst();
    const refused = enforced && (burst || calls.length >= PER_HOUR);
    if (!refused) calls.push(now);
    this.calls.set(token, calls.slice(-PER_HOUR));
    const left = isBurst() ? 0 : Math.max(0, PER_HOUR - calls.length);
    return {
      refused,
      headers: {
        'ratelimit-limit': PER_HOUR,
        // Clients may take 0 for an end, which there is none while calls are not refused.
        'ratelimit-remaining': enforced ? left : Math.max(1, left),
        'ratelimit-reset': Math.ceil((calls[0]! + HOUR_MS) / 1000),
        ...(refused && burst && { 'retry-after': Math.ceil((ofMinute() + MINUTE_MS - now) / 1000) }),
      },
    };
  }
}
