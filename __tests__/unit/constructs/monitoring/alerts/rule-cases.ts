import type { AlertRule } from '../../../../../constructs/monitoring/alerts/alert-rule';
import { MYSQL_CASES } from './mysql-cases';
import { NODE_CASES } from './node-cases';
import type { Series } from './rule-case';
import { VISITOR_CASES } from './visitor-cases';

export const RULE_CASES = [...VISITOR_CASES, ...MYSQL_CASES, ...NODE_CASES];

/** Input of `promtool test rules` for a case: fired is expected in the one world, silence in the other. */
export function promtoolTests(ruleFile: string, rules: readonly AlertRule[], runbook: string): string {
  const tests = RULE_CASES.flatMap((one) => {
    const rule = rules.find(({ name }) => name === one.rule)!;
    const labels: Readonly<Record<string, string>> = {
      severity: rule.severity,
      ...(rule.tier && { tier: rule.tier }),
      ...one.labels,
    };
    const alert = {
      exp_labels: labels,
      exp_annotations: {
        summary: one.summary,
        impact: rule.impact,
        first_step: rule.firstStep.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name]!),
        runbook: `${runbook}#${one.rule.toLowerCase()}`,
      },
    };
    const test = (name: string, series: Series, expected: readonly unknown[]) => ({
      name: `${one.rule} ${name}`,
      interval: '10s',
      input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
      alert_rule_test: [{ eval_time: one.at, alertname: one.rule, exp_alerts: expected }],
    });
    return [test('fires', one.fires, [alert]), ...(one.rule === 'Watchdog' ? [] : [test('is silent', one.silent, [])])];
  });
  // JSON is YAML.
  return JSON.stringify({ rule_files: [ruleFile], evaluation_interval: '10s', tests }, null, 1);
}
