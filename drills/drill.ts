import type { Site } from './site';

/** What a drill does to the site while visitors keep coming. */
export interface Drill {
  /** On the command line, and of its plot. */
  readonly name: string;
  /** Completes "fault" in the table. */
  readonly title: string;
  /** What the issue promised, for people. */
  readonly goal: string;
  /** How long a visitor waits for an answer, milliseconds. @default 5000 */
  readonly patienceMs?: number;
  /** Whether a trial kept the promise. @default no failed request */
  readonly met?: (trial: Trial) => boolean;
  /**
   * Brings the fault about and returns when there is nothing more to see: by waiting for what the site does about it.
   * `mark` names a moment in the plot. What it breaks it has mended with `heal`, which runs whatever happens.
   */
  run(site: Site, mark: (what: string) => void, heal: Heal): Promise<Findings | void>;
}

/** What the load cannot tell. */
export interface Findings {
  /** T: from the claim of the reserved IP to the API's confirmation, milliseconds. */
  readonly assignmentMs?: number;
}

/** Registers what undoes a fault; the last registered runs first. Safe when the fault never came about. */
export type Heal = (undo: () => Promise<unknown>) => void;

export interface Trial extends Findings {
  readonly outageMs: number;
  readonly failed: number;
  readonly duplicated: number;
  readonly lost: number;
  readonly slowestMs: number;
  readonly sent: number;
  readonly failedGets: number;
  /** Rate and generator, such as `200/s, compiled`. @default of figures from before it was recorded: 200/s, Node.js */
  readonly load?: string;
  /** Trials before this one that do not count because the load itself was late: why, each. @default not recorded */
  readonly discarded?: readonly string[];
}
