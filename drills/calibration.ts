import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { PER_SECOND, startLoad, type VisitorLoad } from './load';
import { latest, succeeded, type Outcome } from './measure';
import type { Site } from './site';

/** A rate that the machine can send while it runs the site, requests a second. */
export interface Rate {
  readonly perSecond: number;
  readonly generator: VisitorLoad['generator'];
  /** Why no higher rate, a clause for each that was tried. */
  readonly refused: readonly string[];
}

/** Tried in this order; the last one is taken whatever becomes of it. */
const RATES = [PER_SECOND, 120, 60, 30];
const SECONDS = 4;
/** Of the site in its normal state: a fault takes processor time of its own. */
const MOST_BUSY = 0.75;
const MOST_LATE_MS = 50;

const rates = new WeakMap<Site, Promise<Rate>>();

/** Measured once for each site, while it is well. */
export function rateFor(site: Site, progress: (what: string) => void): Promise<Rate> {
  const known = rates.get(site);
  if (known) return known;
  const measured = calibrate(async (perSecond) => {
    progress(`calibrating the load: ${perSecond} requests/s`);
    return probe(site, perSecond);
  });
  rates.set(site, measured);
  // Tried again by the next trial.
  measured.catch(() => rates.delete(site));
  return measured;
}

export function describeRate({ perSecond, generator, refused }: Rate): string {
  return `load: ${perSecond} requests/s, ${generator}${refused.length > 0 ? ` (${refused.join('; ')})` : ''}`;
}

/** What a rate costs this machine. */
export interface Probe {
  readonly generator: VisitorLoad['generator'];
  readonly outcomes: readonly Outcome[];
  /** Share of all processors' time. */
  readonly busy: number;
}

export async function calibrate(attempt: (perSecond: number) => Promise<Probe>): Promise<Rate> {
  const refused: string[] = [];
  for (const perSecond of RATES) {
    const found = await attempt(perSecond);
    const objection = objectionTo(found);
    if (objection === undefined || perSecond === RATES.at(-1))
      return { perSecond, generator: found.generator, refused };
    refused.push(`${perSecond}/s: ${objection}`);
  }
  throw new Error('no rate was tried');
}

function objectionTo({ outcomes, busy }: Probe): string | undefined {
  const failed = outcomes.filter((one) => !succeeded(one)).length;
  if (failed > 0) return `${failed} of ${outcomes.length} failed`;
  const { late } = latest(outcomes);
  if (late > MOST_LATE_MS) return `sent ${late} ms late`;
  if (busy > MOST_BUSY) return `processors ${Math.round(busy * 100)} % busy`;
  return undefined;
}

async function probe(site: Site, perSecond: number): Promise<Probe> {
  const prefix = `calibration-${Date.now().toString(36)}`;
  const load = await startLoad(site.settings, prefix, { timeoutMs: 5000, perSecond });
  const before = processorTime();
  await wait(SECONDS * 1000);
  const after = processorTime();
  await load.stop();
  await site.forget(prefix);
  const total = after.total - before.total;
  return {
    generator: load.generator,
    outcomes: load.outcomes,
    busy: total > 0 ? 1 - (after.idle - before.idle) / total : 0,
  };
}

function processorTime(): { readonly idle: number; readonly total: number } {
  const all = cpus().map(({ times }) => times);
  const sum = (of: (times: (typeof all)[number]) => number) => all.reduce((total, times) => total + of(times), 0);
  return {
    idle: sum(({ idle }) => idle),
    total: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
  };
}
