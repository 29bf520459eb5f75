import type { Construct } from 'constructs';
import type { Choice } from '../../choice';
import { INDEPENDENT, unredundant, type BoundFailover, type FailoverContext } from './bound-failover';

export class NoFailover implements Choice<FailoverContext, BoundFailover> {
  public check(): void {}

  public bind(_scope: Construct, _id: string, { nodes }: FailoverContext): BoundFailover {
    return { ...INDEPENDENT, loss: unredundant(nodes) };
  }
}
