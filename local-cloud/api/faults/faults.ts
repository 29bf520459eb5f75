import { remove } from '../change';
import { routePattern } from '../route-pattern';
import type { VendorApi } from '../vendor-errors';
import type { Fault } from './fault';
import { randomSequence } from './random';

/** A fault, and what has come of it so far. */
export interface ListedFault extends Fault {
  readonly id: string;
  /** Calls that fit while it lasted. */
  readonly calls: number;
  /** Calls that it has changed. */
  readonly met: number;
  /** It meets no more calls. */
  readonly over: boolean;
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly pattern: RegExp;
  readonly random: () => number;
  /** Milliseconds. */
  readonly endsAt: number;
  calls: number;
  met: number;
}

/** Faults of the APIs. Kept in memory alone: a restart of the local cloud forgets them. */
export class Faults {
  private readonly entries: Entry[] = [];
  private lastId = 0;

  /** @param now milliseconds */
  public add(fault: Fault, now = Date.now()): ListedFault {
    const entry: Entry = {
      id: String((this.lastId += 1)),
      fault,
      pattern: routePattern(fault.path),
      random: randomSequence(fault.seed ?? 1),
      endsAt: now + (fault.seconds ?? Infinity) * 1000,
      calls: 0,
      met: 0,
    };
    this.entries.push(entry);
    return listed(entry, now);
  }

  public list(now = Date.now()): ListedFault[] {
    return this.entries.map((entry) => listed(entry, now));
  }

  /** How many were removed: all of them without an id. */
  public remove(id?: string): number {
    const found = this.entries.filter((entry) => id === undefined || entry.id === id);
    for (const entry of found) remove(this.entries, entry);
    return found.length;
  }

  /** The oldest fault that meets this call: a call meets one at most. */
  public meet(api: VendorApi, method: string, path: string, now = Date.now()): Fault | undefined {
    for (const entry of this.entries) {
      const { fault, pattern } = entry;
      const fits = fault.api === api && (fault.method ?? method) === method && pattern.test(path);
      if (!fits || isOver(entry, now)) continue;
      entry.calls += 1;
      if (entry.random() >= (fault.share ?? 1)) continue;
      entry.met += 1;
      return fault;
    }
    return undefined;
  }
}

function isOver({ fault, met, endsAt }: Entry, now: number): boolean {
  return met >= (fault.count ?? Infinity) || now >= endsAt;
}

function listed(entry: Entry, now: number): ListedFault {
  const { id, fault, calls, met } = entry;
  return { id, ...fault, calls, met, over: isOver(entry, now) };
}
