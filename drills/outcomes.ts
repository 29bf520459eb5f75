import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Outcome } from './measure';

/** A load under way. */
export interface Running<T extends Outcome> {
  /** Milliseconds since the load began: where an event belongs among the outcomes. */
  now(): number;
  readonly outcomes: readonly T[];
  /** Resolves when the load has ended. */
  readonly ended: Promise<void>;
}

/** One that can be ended. */
export interface Load<T extends Outcome> extends Omit<Running<T>, 'ended'> {
  /** Resolves when each of what it did has its outcome. */
  stop(): Promise<void>;
}

/** Reads what a load's process prints, a line of JSON for each outcome; resolves with the first one. Rejects when there never is one. */
export async function readOutcomes<T extends Outcome>(child: ChildProcess): Promise<Running<T>> {
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const outcomes: T[] = [];
  let begun = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`the load ended with ${code}`)));
    createInterface(child.stdout!).on('line', (line) => {
      const outcome = JSON.parse(line) as T;
      begun ||= Date.now() - outcome.at - outcome.milliseconds;
      outcomes.push(outcome);
      resolve();
    });
  });
  return { now: () => Date.now() - begun, outcomes, ended };
}
