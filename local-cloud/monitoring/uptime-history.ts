import type { Visit } from './visit';

const DAY_MS = 86_400_000;
/** Days over which the share of uptime is reported. */
const REPORTED_DAYS = 30;

/** Milliseconds. */
interface Outage {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What the visits from one region have shown; times are those of visits, in milliseconds. */
export interface RegionHistory {
  readonly firstAt: number;
  readonly up: boolean;
  readonly changedAt: number;
  /** Those that have ended, the oldest first. */
  readonly outages: readonly Outage[];
}

/** The history after one more visit: the same object when nothing has changed. */
export function historyAfter(history: RegionHistory | undefined, { at, up }: Pick<Visit, 'at' | 'up'>): RegionHistory {
  if (!history) return { firstAt: at, up, changedAt: at, outages: [] };
  // A visit that began before the last change and was answered after it.
  if (up === history.up || at < history.changedAt) return history;
  const kept = history.outages.filter(({ endedAt }) => endedAt > at - REPORTED_DAYS * DAY_MS);
  const ended = up ? [{ startedAt: history.changedAt, endedAt: at }] : [];
  return { ...history, up, changedAt: at, outages: [...kept, ...ended] };
}

/** Of the last thirty days, or of the time since the first visit. @param now milliseconds */
export function uptimePercentage({ firstAt, up, changedAt, outages }: RegionHistory, now: number): number {
  const from = Math.max(firstAt, now - REPORTED_DAYS * DAY_MS);
  if (now <= from) return up ? 100 : 0;
  const all = up ? outages : [...outages, { startedAt: changedAt, endedAt: now }];
  const down = all.reduce((sum, one) => sum + Math.max(0, one.endedAt - Math.max(from, one.startedAt)), 0);
  return Math.round((1 - down / (now - from)) * 10_000) / 100;
}
