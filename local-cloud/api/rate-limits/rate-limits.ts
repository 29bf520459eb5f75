import { CloudflareRateLimit } from './cloudflare';
import type { Counted } from './counted';
import { DigitalOceanRateLimit } from './digitalocean';

/** Calls of both vendors' APIs, counted in memory: a restart of the local cloud begins again. */
export class RateLimits {
  /** Whether calls beyond a limit are refused. The headers are there anyway. */
  public enforced = false;
  private readonly digitalOcean = new DigitalOceanRateLimit();
  private readonly cloudflare = new CloudflareRateLimit();

  public countDigitalOcean(token: string, now = Date.now()): Counted {
    return this.digitalOcean.count(token, now, this.enforced);
  }

  /** Of the one user that all tokens belong to. */
  public countCloudflare(now = Date.now()): Counted {
    return this.cloudflare.count(now, this.enforced);
  }
}
