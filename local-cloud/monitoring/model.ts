/** What the cloud remembers of its monitoring, in the API's own words. */
export interface MonitoringState {
  readonly policies: AlertPolicy[];
  readonly checks: UptimeCheck[];
  /** How many times faster than DigitalOcean's clock windows, periods and intervals pass. */
  speed: number;
}

export interface SlackReceiver {
  readonly channel: string;
  readonly url: string;
}

export interface Receivers {
  readonly email: readonly string[];
  readonly slack: readonly SlackReceiver[];
}

/** Of metrics that droplets, or the nodes of a database cluster, have. */
export interface AlertPolicy {
  readonly uuid: string;
  readonly type: string;
  readonly description: string;
  readonly compare: 'GreaterThan' | 'LessThan';
  readonly value: number;
  readonly window: keyof typeof WINDOWS;
  /** Ids of droplets or of clusters; with none, and no tags, all of the account. */
  readonly entities: readonly string[];
  readonly tags: readonly string[];
  readonly alerts: Receivers;
  readonly enabled: boolean;
}

export interface UptimeCheck {
  readonly id: string;
  readonly name: string;
  readonly type: 'ping' | 'http' | 'https';
  readonly target: string;
  readonly regions: readonly string[];
  readonly enabled: boolean;
  readonly alerts: UptimeAlert[];
}

export interface UptimeAlert {
  readonly id: string;
  readonly name: string;
  readonly type: 'latency' | 'down' | 'down_global' | 'ssl_expiry';
  /** Milliseconds or days; of no meaning to the other types. */
  readonly threshold: number;
  readonly comparison?: 'greater_than' | 'less_than';
  readonly period: keyof typeof PERIODS;
  readonly notifications: Receivers;
}

const MINUTE = 60;
/** Seconds over which an alert policy averages. */
export const WINDOWS = { '5m': 5 * MINUTE, '10m': 10 * MINUTE, '30m': 30 * MINUTE, '1h': 60 * MINUTE } as const;
/** Seconds for which what an uptime alert looks for must be so. */
export const PERIODS = {
  '2m': 2 * MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '10m': 10 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': 60 * MINUTE,
} as const;
export const UPTIME_REGIONS = ['us_east', 'us_west', 'eu_west', 'se_asia'] as const;

export type Metric = 'cpu' | 'memory' | 'disk' | 'load1' | 'load5' | 'load15';

/** The metrics that this cloud measures, by the type of the policy. */
export const MEASURED: Readonly<Record<string, { readonly of: 'droplets' | 'databases'; readonly metric: Metric }>> = {
  'v1/insights/droplet/cpu': { of: 'droplets', metric: 'cpu' },
  'v1/insights/droplet/memory_utilization_percent': { of: 'droplets', metric: 'memory' },
  'v1/insights/droplet/disk_utilization_percent': { of: 'droplets', metric: 'disk' },
  'v1/insights/droplet/load_1': { of: 'droplets', metric: 'load1' },
  'v1/insights/droplet/load_5': { of: 'droplets', metric: 'load5' },
  'v1/insights/droplet/load_15': { of: 'droplets', metric: 'load15' },
  'v1/dbaas/alerts/cpu_alerts': { of: 'databases', metric: 'cpu' },
  'v1/dbaas/alerts/memory_utilization_alerts': { of: 'databases', metric: 'memory' },
  'v1/dbaas/alerts/disk_utilization_alerts': { of: 'databases', metric: 'disk' },
  'v1/dbaas/alerts/load_15_alerts': { of: 'databases', metric: 'load15' },
};

/** The monitoring of a state; made when there is none yet. */
export function monitoringOf(state: { monitoring?: MonitoringState }): MonitoringState {
  return (state.monitoring ??= { policies: [], checks: [], speed: 1 });
}
