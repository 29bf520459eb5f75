import {
  MEASURED,
  PERIODS,
  WINDOWS,
  type AlertPolicy,
  type Receivers,
  type UptimeAlert,
  type UptimeCheck,
} from './model';
import type { Series } from './series';
import type { Visit } from './visit';

/** What one alert says of one thing that it watches. */
export interface Finding {
  /** The same from one judgement to the next. */
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly receivers: Receivers;
  /** Undefined while it cannot be said. */
  readonly firing: boolean | undefined;
}

/** What policies look at: a droplet, or a database cluster with its nodes. */
export interface Watched {
  readonly id: string;
  readonly kind: 'droplets' | 'databases';
  readonly name: string;
  readonly tags: readonly string[];
  readonly series: readonly Series[];
}

/**
 * One finding for each droplet or cluster that the policy is for.
 * @param now milliseconds
 */
export function judgePolicy(policy: AlertPolicy, all: readonly Watched[], now: number, speed: number): Finding[] {
  const { uuid, description, compare, value, window, alerts, entities, tags } = policy;
  const { of, metric } = MEASURED[policy.type]!;
  const forAll = entities.length === 0 && tags.length === 0;
  const meant = ({ kind, id, tags: carried }: Watched) =>
    kind === of && (forAll || entities.includes(id) || tags.some((tag) => carried.includes(tag)));
  return all.filter(meant).map(({ id, name, series }) => {
    const averages = series.map((one) => one.average(metric, WINDOWS[window] / speed, now));
    const known = averages.filter((average) => average !== undefined);
    const average = known.reduce((sum, one) => sum + one, 0) / known.length;
    const firing = compare === 'GreaterThan' ? average > value : average < value;
    return {
      key: `${uuid} ${id}`,
      title: `${description} (${name})`,
      detail: `${name}: ${metric} is ${known.length > 0 ? average.toFixed(1) : 'not known yet'} over ${window}, the limit is ${value}`,
      receivers: alerts,
      firing: known.length > 0 && known.length === averages.length ? firing : undefined,
    };
  });
}

/**
 * @param visits of each region, the oldest first
 * @param now milliseconds
 */
export function judgeUptime(
  check: UptimeCheck,
  alert: UptimeAlert,
  visits: (region: string) => readonly Visit[],
  now: number,
  speed: number,
): Finding {
  const periodMs = (PERIODS[alert.period] / speed) * 1000;
  const troubled = check.regions.filter((region) => {
    const since = troubledSince(visits(region), alert);
    return since !== undefined && now - since >= periodMs;
  });
  const known = check.regions.filter((region) => visits(region).length > 0);
  const needed = alert.type === 'down_global' ? check.regions.length : 1;
  const said = troubled.map((region) => `${region}: ${visits(region).at(-1)!.says}`);
  return {
    key: `${check.id} ${alert.id}`,
    title: alert.name,
    detail: said.join('\n') || `${check.target}: ${known.length} of ${check.regions.length} regions see no trouble`,
    receivers: alert.notifications,
    firing: known.length === check.regions.length ? troubled.length >= needed : undefined,
  };
}

/** When the trouble began that the last visit still saw. */
function troubledSince(visits: readonly Visit[], alert: UptimeAlert): number | undefined {
  const first = visits.findLastIndex((visit) => !isTrouble(visit, alert)) + 1;
  return visits[first]?.at;
}

function isTrouble(visit: Visit, { type, comparison, threshold }: UptimeAlert): boolean {
  if (type === 'down' || type === 'down_global') return !visit.up;
  const value = type === 'latency' ? (visit.up ? visit.latencyMs : undefined) : visit.certificateDays;
  if (value === undefined) return false;
  return comparison === 'less_than' ? value < threshold : value > threshold;
}
