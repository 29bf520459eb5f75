import type { Construct } from 'constructs';
import type { Choice } from '../../choice';
import type { EdgePoolOptions } from '../../dns/edge-pool';
import { INDEPENDENT, SITE_LOSS, unredundant, type BoundFailover, type FailoverContext } from './bound-failover';

/** Whether Cloudflare checks the load balancers by itself. */
export interface EdgeOptions {
  /** Cloudflare Load Balancing: checks the load balancers and leaves out those that fail. @default proxied records alone */
  readonly pool?: EdgePoolOptions;
}

export class EdgeFailover implements Choice<FailoverContext, BoundFailover> {
  public constructor(private readonly options: EdgeOptions) {}

  /** The load balancer that makes a pool of them checks its options (EdgePool). */
  public check(): void {}

  public bind(_scope: Construct, _id: string, { nodes, proxied }: FailoverContext): BoundFailover {
    const { pool } = this.options;
    return { ...INDEPENDENT, pool, loss: proxied || pool ? SITE_LOSS : unredundant(nodes) };
  }
}
