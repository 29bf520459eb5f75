import { checkShapes } from '../../check-shapes';
import type { PropChecks } from '../../validation';

/** How much of what visitors ask for may fail or be late. */
export interface SloObjectives {
  /** Share of requests that must not fail with 5xx, over 30 days: 0.999 leaves 43 minutes of failing altogether. @default 0.999 */
  readonly availability?: number;
  /** How long a request may take until its answer begins, milliseconds. @default 1000 */
  readonly latencyMs?: number;
  /** Share of requests that must keep it. @default 0.99 */
  readonly latencyRatio?: number;
}

/** What the site promises its visitors. Alerts fire when the promise is at risk: what it allows to go wrong is used up too fast. */
export class Slo {
  /** The objectives that are given, and the defaults of the rest. */
  public static of(objectives: SloObjectives = {}): Slo {
    checkShapes('Slo.of', { objectives });
    return new Slo(objectives.availability ?? 0.999, objectives.latencyMs ?? 1000, objectives.latencyRatio ?? 0.99);
  }

  private constructor(
    /** Share of requests that must not fail with 5xx, over 30 days. */
    public readonly availability: number,
    /** How long a request may take until its answer begins, milliseconds. */
    public readonly latencyMs: number,
    /** Share of requests that must keep `latencyMs`. */
    public readonly latencyRatio: number,
  ) {}

  /** Reports what cannot be promised. */
  public check(checks: PropChecks): void {
    for (const prop of ['availability', 'latencyRatio'] as const) {
      const value = this[prop];
      checks.require(
        value > 0 && value < 1,
        `slo.${prop}`,
        value === 1
          ? 'be below 1: a promise without a single failure is broken by the first, and every deploy would put it at risk'
          : 'be a share between 0 and 1',
        value,
        'write 0.999 for 99.9 %',
      );
    }
    checks.wholeNumber('slo.latencyMs', this.latencyMs, 10, 30_000);
  }
}
