import { setTimeout as wait } from 'node:timers/promises';
import { get } from './site';

/** What visitors who ask five times a second are refused until `work` has ended; and how many asked. */
export async function visitedDuring(work: Promise<unknown>): Promise<{ asked: number; failures: readonly string[] }> {
  let [ended, asked] = [false, 0];
  const failures: string[] = [];
  const visits: Promise<unknown>[] = [];
  void work.finally(() => (ended = true)).catch(() => undefined);
  while (!ended) {
    asked++;
    visits.push(get('/path').catch((error: Error) => failures.push(error.message)));
    await wait(200);
  }
  await Promise.all(visits);
  return { asked, failures };
}
