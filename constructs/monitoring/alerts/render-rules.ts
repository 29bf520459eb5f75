import { loadYaml } from '../../cloud-init/load-yaml';
import { runbookAnchor, type AlertRule, type RuleGroup } from './alert-rule';

/** How often rules are evaluated, seconds. */
const INTERVAL = 10;

/** A rule file of Prometheus. `runbook` is where docs/runbook.md is to be read. */
export function renderRules(groups: readonly RuleGroup[], runbook: string): string {
  const document = {
    groups: groups.map(({ name, records, alerts }) => ({
      name,
      interval: `${INTERVAL}s`,
      rules: [
        ...(records ?? []).map(({ record, expression }) => ({ record, expr: expression })),
        ...alerts.map((rule) => renderAlert(rule, runbook)),
      ],
    })),
  };
  return loadYaml().stringify(document, { lineWidth: 0 });
}

function renderAlert(rule: AlertRule, runbook: string) {
  return {
    alert: rule.name,
    expr: rule.expression,
    for: rule.for,
    ...(rule.keepFiringFor && { keep_firing_for: rule.keepFiringFor }),
    labels: { severity: rule.severity, ...(rule.tier && { tier: rule.tier }) },
    annotations: {
      summary: rule.summary,
      impact: rule.impact,
      first_step: rule.firstStep,
      runbook: `${runbook}#${runbookAnchor(rule)}`,
    },
  };
}
