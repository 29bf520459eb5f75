import type { AlertDrill, AlertTrial } from './drill';
import type { Notice } from './sink';

/** `notices`: what people were told since the fault, the oldest first. `faultAt`: Unix milliseconds. */
export function measureAlerts(notices: readonly Notice[], faultAt: number, expected?: string): AlertTrial {
  const firing = notices.filter(({ status }) => status === 'firing');
  const first = firing.find(({ name }) => name === expected);
  const identities = new Set(firing.map(identity));
  return {
    alertSeconds: first ? Math.round((first.at - faultAt) / 100) / 10 : null,
    told: [...new Set(firing.map(({ name }) => name))],
    repeated: firing.length - identities.size,
  };
}

/** What people believe to be going on: told, and not told to be over. */
export function unresolved(notices: readonly Notice[]): readonly string[] {
  const latest = new Map(notices.map((notice) => [identity(notice), notice]));
  return [...latest.values()].filter(({ status }) => status === 'firing').map(({ name }) => name);
}

export function isMet({ expected }: AlertDrill, { alertSeconds, told, repeated }: AlertTrial): boolean {
  if (repeated > 0) return false;
  if (!expected) return told.length === 0;
  return alertSeconds !== null && alertSeconds <= expected.withinSeconds;
}

export function goalOf({ expected }: AlertDrill): string {
  return expected ? `${expected.alert} within ${expected.withinSeconds} s, once` : 'nothing is told';
}

function identity({ name, labels }: Notice): string {
  return JSON.stringify([name, Object.entries(labels).sort()]);
}
