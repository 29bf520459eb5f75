import { checkShapes } from '../../check-shapes';
import { ChoiceOf } from '../../choice';
import type { BoundFailover, FailoverContext } from './bound-failover';
import { EdgeFailover, type EdgeOptions } from './edge-failover';
import { NoFailover } from './no-failover';
import { ReservedIpFailover, type ReservedIpOptions } from './reserved-ip-failover';

/** What happens to the visitors of a load balancer that fails. */
export class Failover extends ChoiceOf<FailoverContext, BoundFailover> {
  /**
   * One public address that the surviving load balancer takes over, in about a second plus the time of DigitalOcean's
   * assignment. Two to ten nodes. Terraform owns the address, the nodes decide who holds it.
   */
  public static reservedIp(options: ReservedIpOptions): Failover {
    checkShapes('Failover.reservedIp', { options });
    return new Failover(new ReservedIpFailover(options));
  }

  /** All load balancers serve; the proxy in front tries another one when one does not answer. Needs proxied DNS records. */
  public static edge(options: EdgeOptions = {}): Failover {
    checkShapes('Failover.edge', { options });
    return new Failover(new EdgeFailover(options));
  }

  /** One load balancer, a single point of failure; synth warns. */
  public static none(): Failover {
    return new Failover(new NoFailover());
  }
}
