import type { Cleanup } from './cleanup';
import type { Outcome } from './measure';
import type { Load } from './outcomes';

/** What happened when, in milliseconds since the load began. */
export interface Mark {
  readonly at: number;
  readonly what: string;
}

/** Notes what happens now, and says when that is. */
export type MarkEvent = (what: string) => number;

export interface UnderLoad<T extends Outcome, F> {
  readonly findings: F;
  /** In the order of their beginning. */
  readonly outcomes: readonly T[];
  readonly marks: readonly Mark[];
}

/** What all trials have in common: something happens under a load; whatever comes of it, the load ends and all is healed. Rejects when it is interrupted. */
export async function underLoad<T extends Outcome, F>(
  load: Load<T>,
  cleanup: Cleanup,
  progress: (what: string) => void,
  happening: (mark: MarkEvent) => Promise<F>,
): Promise<UnderLoad<T, F>> {
  const marks: Mark[] = [];
  const mark = (what: string) => {
    const at = load.now();
    marks.push({ at, what });
    progress(what);
    return at;
  };
  let findings: F;
  try {
    findings = await happening(mark);
  } finally {
    await load.stop();
    // What it failed with says more than what the cleanup does.
    await cleanup.restore().catch(() => undefined);
  }
  cleanup.throwIfInterrupted();
  return { findings, outcomes: [...load.outcomes].sort((a, b) => a.at - b.at), marks };
}
