import type { Counted } from './counted';

const CALLS = 1200;
const WINDOW_SECONDS = 300;

/** Cloudflare's limit, of a user: the first call beyond it blocks all calls of the next five minutes. */
export class CloudflareRateLimit {
  private calls = 0;
  private blocked = false;
  /** Of the window, or of the block; milliseconds. */
  private endsAt = 0;

  /** @param now milliseconds */
  public count(now: number, enforced: boolean): Counted {
    if (now >= this.endsAt) this.begin(now, false);
    const refused = enforced && this.calls >= CALLS;
    if (!refused) this.calls += 1;
    else if (!this.blocked) this.begin(now, true);
    const left = Math.max(0, CALLS - this.calls);
    const seconds = Math.ceil((this.endsAt - now) / 1000);
    return {
      refused,
      headers: {
        ratelimit: `"default";r=${enforced ? left : Math.max(1, left)};t=${seconds}`,
        'ratelimit-policy': `"default";q=${CALLS};w=${WINDOW_SECONDS}`,
        ...(refused && { 'retry-after': seconds }),
      },
    };
  }

  private begin(now: number, blocked: boolean): void {
    this.blocked = blocked;
    this.endsAt = now + WINDOW_SECONDS * 1000;
    if (!blocked) this.calls = 0;
  }
}
