import { setTimeout as wait } from 'node:timers/promises';

const MAX_PAUSE_MS = 5000;

export interface UntilOptions {
  readonly seconds: number;
  /** Between two probes, at least: twice as long as the last one took, up to 5 s, so that waiting takes a third of a core at most. @default 100 */
  readonly pauseMs?: number;
  /** Message of the error when the time is over. */
  readonly error: () => string | Promise<string>;
}

/** Probes until it gives something; rejects when the time is over, or as the probe does. */
export async function untilFound<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  options: UntilOptions,
): Promise<T> {
  const deadline = Date.now() + options.seconds * 1000;
  for (;;) {
    const began = performance.now();
    const found = await probe();
    if (found !== undefined) return found;
    await wait(Math.max(options.pauseMs ?? 100, Math.min(2 * (performance.now() - began), MAX_PAUSE_MS)));
    if (Date.now() >= deadline) throw new Error(await options.error());
  }
}

/**
 * A probe that bears failures: one that fails finds nothing. A reason is reported once while it lasts; when a probe has failed for `seconds` without a
 * success between, it rejects as the last one did.
 */
export function bearing<T>(
  probe: () => Promise<T>,
  seconds: number,
  onFailure: (reason: string) => void = () => undefined,
): () => Promise<T | undefined> {
  let since: number | undefined;
  let reported: string | undefined;
  return async () => {
    try {
      const found = await probe();
      since = reported = undefined;
      return found;
    } catch (error) {
      since ??= Date.now();
      if (Date.now() - since >= seconds * 1000) throw error;
      const reason = (error as Error).message.trim().split('\n').at(-1)!;
      if (reason !== reported) onFailure(reason);
      reported = reason;
      return undefined;
    }
  };
}

/** Probes until it holds. A probe that throws does not hold yet. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  seconds: number,
  what: string,
  pauseMs?: number,
): Promise<void> {
  const probe = async () => {
    try {
      return (await holds()) || undefined;
    } catch {
      return undefined;
    }
  };
  await untilFound(probe, { seconds, pauseMs, error: () => `not within ${seconds} s: ${what}` });
}

/** Probes every `pauseMs` until there is no problem; what throws is one, by its first line. `what` is what is to be well. */
export async function untilNoProblem(
  probe: () => Promise<string | undefined>,
  pauseMs: number,
  seconds: number,
  what: string,
  onWait: (problem: string) => void = () => undefined,
): Promise<void> {
  let problem: string | undefined;
  const isWell = async () => {
    problem = await probe().catch((error: Error) => error.message.split('\n')[0]!);
    if (problem === undefined) return true;
    onWait(problem);
    return undefined;
  };
  await untilFound(isWell, { seconds, pauseMs, error: () => `${what} is not well after ${seconds} s: ${problem}` });
}
