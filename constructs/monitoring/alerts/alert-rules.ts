import type { AlertRule, RuleGroup } from './alert-rule';
import { burnRates } from './burn-rates';
import { monitoringAlerts } from './monitoring-alerts';
import { mysqlAlerts } from './mysql-alerts';
import { nodeAlerts } from './node-alerts';
import { siteAlerts } from './site-alerts';
import type { Slo } from './slo';
import { tierAlerts } from './tier-alerts';
import type { WatchedSite } from './watched-site';

/** All rules of a site: what visitors notice first, then the causes. */
export function ruleGroups(slo: Slo, site: WatchedSite): readonly RuleGroup[] {
  const groups = [burnRates(slo), siteAlerts(), tierAlerts(site), mysqlAlerts(site), nodeAlerts(), monitoringAlerts()];
  const outlasting = (rule: AlertRule) => (keepsOthersQuiet(rule) ? { ...rule, keepFiringFor: '30s' } : rule);
  return groups
    .filter(({ alerts }) => alerts.length > 0)
    .map((group) => ({ ...group, alerts: group.alerts.map(outlasting) }));
}

function keepsOthersQuiet({ name }: AlertRule): boolean {
  return INHIBITIONS.some(({ source }) => source.includes(name));
}

/** One alert is enough for one cause: while `source` fires, `targets` are not announced; `equal`: of the same tier or node. */
export interface Inhibition {
  readonly source: readonly string[];
  readonly targets: readonly string[];
  readonly equal: readonly string[];
}

export const INHIBITIONS: readonly Inhibition[] = [
  // A site that does not answer at all.
  { source: ['SiteUnreachable'], targets: ['ErrorBudgetBurns.*', 'LatencyBudgetBurns.*'], equal: [] },
  { source: ['ErrorBudgetBurnsNow'], targets: ['ErrorBudgetBurns(Fast|Slowly)', 'LatencyBudgetBurns.*'], equal: [] },
  { source: ['ErrorBudgetBurnsFast'], targets: ['ErrorBudgetBurnsSlowly', 'LatencyBudgetBurns.*'], equal: [] },
  { source: ['LatencyBudgetBurnsNow'], targets: ['LatencyBudgetBurns(Fast|Slowly)'], equal: [] },
  { source: ['LatencyBudgetBurnsFast'], targets: ['LatencyBudgetBurnsSlowly'], equal: [] },
  // A node that is lost: its tier has said so, of the node itself nothing more is to be told.
  {
    source: ['TierBelowRedundancy', 'LoadBalancerWithoutStandby'],
    targets: ['NodeDown', 'ExporterDown', 'UnitsFailed', 'FactsMissing'],
    equal: ['tier'],
  },
  { source: ['NodeDown'], targets: ['ExporterDown', 'FactsMissing'], equal: ['address'] },
  // A monitoring droplet that is lost gets no journals.
  { source: ['TierBelowRedundancy', 'NodeDown'], targets: ['JournalsUnsent'], equal: [] },
  // A load balancer that is lost takes part in no election.
  { source: ['LoadBalancerWithoutStandby'], targets: ['FailoverUndecided', 'FailoverFlapping'], equal: [] },
  // Database nodes, from the worst to the least.
  {
    source: ['MysqlWithoutPrimary'],
    targets: ['MysqlPrimaryWithoutSecondaries', 'MysqlBelowSize', 'MysqlReplication.*'],
    equal: [],
  },
  { source: ['MysqlPrimaryWithoutSecondaries'], targets: ['MysqlBelowSize', 'MysqlReplication.*'], equal: [] },
  { source: ['MysqlBelowSize'], targets: ['MysqlReplicationBroken'], equal: [] },
  {
    source: ['MysqlWithoutPrimary', 'MysqlPrimaryWithoutSecondaries', 'MysqlBelowSize'],
    targets: ['NodeDown', 'ExporterDown', 'FactsMissing', 'UnitsFailed'],
    equal: ['tier'],
  },
];

export function rulesOf(groups: readonly RuleGroup[]): readonly AlertRule[] {
  return groups.flatMap(({ alerts }) => alerts);
}
