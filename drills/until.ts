import { setTimeout as wait } from 'node:timers/promises';

/** Asks every 100 ms until it holds; what throws does not hold yet. */
export async function until(holds: () => boolean | Promise<boolean>, seconds: number, what: string): Promise<void> {
  const holdsNow = async () => {
    try {
      return await holds();
    } catch {
      return false;
    }
  };
  for (const deadline = Date.now() + seconds * 1000; !(await holdsNow()); await wait(100)) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
  }
}

/** Asks every `pauseMs` until there is no complaint; what throws is one, by its first line. `what` is what is to be well. */
export async function untilNoComplaint(
  ask: () => Promise<string | undefined>,
  pauseMs: number,
  seconds: number,
  what: string,
  onWait: (complaint: string) => void = () => undefined,
): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; ; await wait(pauseMs)) {
    const complaint = await ask().catch((error: Error) => error.message.split('\n')[0]!);
    if (complaint === undefined) return;
    if (Date.now() > deadline) throw new Error(`${what} is not well after ${seconds} s: ${complaint}`);
    onWait(complaint);
  }
}
