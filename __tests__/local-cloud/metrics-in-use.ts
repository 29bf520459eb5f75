import type { Watchers } from '../../drills/alerts/watchers';
import { metricsOf } from '../../constructs/monitoring/alerts/alert-rule';
import { ruleGroups } from '../../constructs/monitoring/alerts/alert-rules';
import { Slo } from '../../constructs/monitoring/alerts/slo';
import { dashboards } from '../../constructs/monitoring/dashboards/all-dashboards';
import { expressionsOf } from '../../constructs/monitoring/dashboards/dashboard';
import { renderStatusPage } from '../../constructs/monitoring/status-page/render-status-page';

/** Paths of the sample's metrics, as servers and frameworks may read them. */
export const METRICS_PATHS = '/metrics //metrics?x=1 /%6detrics /path/../metrics /;/metrics /x/..;/metrics /metrics.';

/** How many targets of each job answer a monitoring droplet. */
export async function answeringTargets(watchers: Watchers, watcher: string): Promise<Readonly<Record<string, number>>> {
  const up = await watchers.ask(watcher, 'count by (job) (up == 1)');
  return Object.fromEntries(up.map(({ metric, value }): [string, number] => [metric.job!, Number(value[1])]));
}

/** Of apps with schedules, which this site's has not. */
const OF_OTHER_SITES = ['site_app_schedule_failed'];

/** Every metric that a rule, a dashboard or the status page names. */
export function metricsInUse(): readonly string[] {
  const groups = ruleGroups(Slo.of(), { nodes: { lb: 2, web: 2, app: 2, mysql: 3 } });
  const rules = groups.flatMap(({ records = [], alerts }) => [...records, ...alerts]);
  const page = renderStatusPage({ site: 'www.foobar.com', tiers: ['lb', 'web', 'app', 'mysql'], runbook: '' });
  const expressions = [
    ...rules.map(({ expression }) => expression),
    ...dashboards().flatMap(expressionsOf),
    ...page.match(/`[^`]+`/g)!,
  ];
  return [...new Set(expressions.flatMap(metricsOf))].filter((name) => !OF_OTHER_SITES.includes(name));
}
