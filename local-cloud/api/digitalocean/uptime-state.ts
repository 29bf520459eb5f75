import type { FastifyInstance } from 'fastify';
import type { UptimeCheck } from '../../monitoring/model';
import { readUptime } from '../../monitoring/uptime-histories';
import { uptimePercentage, type RegionHistory } from '../../monitoring/uptime-history';
import { timeOf } from '../clock';
import type { Cloud } from '../cloud';
import { findCheck } from './uptime-checks';

/** What the monitoring's visits have shown: it writes down each change. */
export function uptimeStateRoutes(api: FastifyInstance, { state, store }: Cloud): void {
  api.get<{ Params: { check: string } }>('/uptime/checks/:check/state', ({ params }) => {
    const check = findCheck(state, params.check);
    return { state: stateBody(check, readUptime(store.directory, check.id), Date.now()) };
  });
}

function stateBody({ regions }: UptimeCheck, histories: Readonly<Record<string, RegionHistory>>, now: number) {
  const seen = regions.map((region) => [region, histories[region]] as const);
  const outages = seen.flatMap(([region, history]) => (history?.outages ?? []).map((one) => ({ region, ...one })));
  const last = outages.sort((a, b) => a.endedAt - b.endedAt).at(-1);
  return {
    regions: Object.fromEntries(
      seen.map(([region, history]) => [region, history ? regionBody(history, now) : { status: 'CHECKING' }]),
    ),
    ...(last && {
      previous_outage: {
        region: last.region,
        started_at: timeOf(last.startedAt),
        ended_at: timeOf(last.endedAt),
        duration_seconds: Math.round((last.endedAt - last.startedAt) / 1000),
      },
    }),
  };
}

function regionBody(history: RegionHistory, now: number) {
  return {
    status: history.up ? 'UP' : 'DOWN',
    status_changed_at: timeOf(history.changedAt),
    thirty_day_uptime_percentage: uptimePercentage(history, now),
  };
}
