import type { Construct } from 'constructs';
import type { Choice } from '../../choice';
import { INDEPENDENT, uncovered, type BoundFailover, type FailoverContext } from './bound-failover';

export class NoFailover implements Choice<FailoverContext, BoundFailover> {
  public check(): void {}

  public bind(_scope: Construct, _id: string, { nodes }: FailoverContext): BoundFailover {
    return { ...INDEPENDENT, loss: uncovered(nodes) };
  }
}
