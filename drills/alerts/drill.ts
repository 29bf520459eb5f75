import type { Heal } from '../drill';
import type { Site } from '../site';

/** What a drill does to a site that is watched. */
export interface AlertDrill {
  /** On the command line, and of its plot. */
  readonly name: string;
  /** Completes "fault" in the table. */
  readonly title: string;
  /** Which alert must come, and how long after the fault; without it nothing may be told until the work has ended, nor a minute later. */
  readonly expected?: { readonly alert: string; readonly withinSeconds: number };
  /** The site runs under load for so long before. @default 5 */
  readonly steadySeconds?: number;
  /** Brings the fault about and returns; planned work is done to its end. What it breaks it has mended with `heal`. */
  act(site: Site, heal: Heal): Promise<void>;
}

export interface AlertTrial {
  /** From the fault to the arrival of the alert that tells of it, seconds; null when none came. */
  readonly alertSeconds: number | null;
  /** Which alerts came until the site was well again, each once, in their order. */
  readonly told: readonly string[];
  /** How often people were told the same thing once more. */
  readonly repeated: number;
}
