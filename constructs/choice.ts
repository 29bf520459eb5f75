import type { Construct } from 'constructs';
import type { PropChecks } from './validation';

/** One of several ways to provide a part of a site. `Context` is what its construct knows; `Bound` is what the choice returns to it. */
export interface Choice<Context, Bound> {
  /** Reports options that are wrong, by themselves or in this context. */
  check(checks: PropChecks, context: Context): void;
  /** Creates what the choice needs, below `scope`. Called once, after `check`. */
  bind(scope: Construct, id: string, context: Context): Bound;
}

/**
 * Base of the classes whose static factories name the choices of a kind. It holds the choice instead of being its base class: the factories can
 * import every choice, and no choice imports the factories.
 */
export abstract class ChoiceOf<
  Context,
  Bound,
  Kind extends Choice<Context, Bound> = Choice<Context, Bound>,
> implements Choice<Context, Bound> {
  /** A choice of your own; those of this package have factories. */
  public constructor(protected readonly choice: Kind) {}

  public check(checks: PropChecks, context: Context): void {
    this.choice.check(checks, context);
  }

  public bind(scope: Construct, id: string, context: Context): Bound {
    return this.choice.bind(scope, id, context);
  }
}
