import { untilFound } from '../../../host/until';

export interface Timeouts {
  readonly create?: string | null;
  readonly update?: string | null;
  readonly delete?: string | null;
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a duration as Go writes it, such as `1h30m` or `90s`. */
export function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.map(([text]) => text).join('') !== duration || duration === '')
    throw new Error(`'${duration}' is no duration (write it like '10m')`);
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit!]!, 0);
}

/** The time of one operation, which all of its waits share, as the real providers count it. */
export class Deadline {
  private readonly end: number;

  /**
   * @param limit a duration
   * @param spared seconds that the real provider sleeps within it before its first looks, and a stand-in does not: it must not have them to
   * give away
   */
  public constructor(
    private readonly limit: string,
    spared = 0,
  ) {
    this.end = Date.now() + (seconds(limit) - spared) * 1000;
  }

  public async until<T>(probe: () => Promise<T | undefined>, what: string): Promise<T> {
    const left = Math.max(0, this.end - Date.now()) / 1000;
    const over = () => `timeout of ${this.limit} while waiting for ${what} (a \`timeouts\` block sets another one)`;
    if (left === 0) throw new Error(over());
    return untilFound(probe, { seconds: left, pauseMs: 50, error: over });
  }
}
