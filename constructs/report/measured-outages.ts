/** What a drill has measured: docs/drills.md says how, on the local cloud. */
export interface MeasuredOutage {
  /** Name of the drill. */
  readonly drill: string;
  /** ISO date. */
  readonly on: string;
  /** How often the fault was caused. */
  readonly trials: number;
  /** The median of all trials, milliseconds. */
  readonly medianMs: number;
  /** The longest of all trials, milliseconds. */
  readonly worstMs: number;
  /** What may be different elsewhere. @default - nothing that is known */
  readonly note?: string;
}

const ASSIGNMENT =
  "the reserved IP was assigned in 0.2 s; DigitalOcean's documentation has a sample of 11 s, which the outage would then take, too";

/** Of one node of several. Taken over from docs/drills/figures.json, to which a test holds them. */
const MEASURED = {
  'web-vanished': { on: '2026-11-30', trials: 5, medianMs: 0, worstMs: 5 },
  'app-vanished': { on: '2026-11-30', trials: 5, medianMs: 0, worstMs: 5 },
  'balancer-powered-off': { on: '2026-11-30', trials: 5, medianMs: 625, worstMs: 725, note: ASSIGNMENT },
  'mysql-primary-lost': { on: '2026-11-27', trials: 5, medianMs: 6639, worstMs: 7002, note: 'of writes' },
} as const satisfies Record<string, Omit<MeasuredOutage, 'drill'>>;

/** A drill whose figures the report cites: docs/drills.md has a row for each. */
export type DrillName = keyof typeof MEASURED;

export const DRILL_NAMES = Object.keys(MEASURED) as readonly DrillName[];

export function measuredOutage(drill: DrillName): MeasuredOutage {
  return { drill, ...MEASURED[drill] };
}
