import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricsOf, runbookAnchor } from '../../../../../constructs/monitoring/alerts/alert-rule';
import { INHIBITIONS, ruleGroups, rulesOf } from '../../../../../constructs/monitoring/alerts/alert-rules';
import { renderRules } from '../../../../../constructs/monitoring/alerts/render-rules';
import { Slo } from '../../../../../constructs/monitoring/alerts/slo';
import type { WatchedSite } from '../../../../../constructs/monitoring/alerts/watched-site';
import { expectGolden } from '../../../golden';
import { RULE_CASES } from './rule-cases';

const SITE: WatchedSite = { nodes: { lb: 2, web: 2, app: 2, mysql: 3 } };
const rules = rulesOf(ruleGroups(Slo.of(), SITE));
const names = rules.map(({ name }) => name);

test('renders the rules of a site', () => {
  expectGolden(__filename, 'rules.yml', renderRules(ruleGroups(Slo.of(), SITE), 'https://example.com/runbook.md'));
});

test('the runbook has a section for every rule, and none for what is no rule', () => {
  const runbook = readFileSync(join(__dirname, '../../../../../docs/runbook.md'), 'utf8');
  const sections = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, title]) => title!.toLowerCase());
  expect(sections.sort()).toEqual(rules.map(runbookAnchor).sort());
});

test('every rule is shown firing and silent', () => {
  expect(RULE_CASES.map(({ rule }) => rule)).toEqual(names);
});

test('every rule says what is wrong, what it means and what to do first', () => {
  for (const { name, summary, impact, firstStep } of rules)
    expect([name, summary, impact, firstStep].map((text) => text.length > 3)).toEqual([true, true, true, true]);
});

test('what keeps an alert from being announced is itself an alert, as is what it keeps', () => {
  for (const { source, targets } of INHIBITIONS) {
    for (const pattern of [...source, ...targets])
      expect(names.filter((name) => new RegExp(`^(?:${pattern})$`).test(name))).not.toEqual([]);
  }
});

test('a site without redundancy and database of its own has no rules about them', () => {
  const left = rulesOf(ruleGroups(Slo.of(), { nodes: { lb: 1, web: 1 } })).map(({ name }) => name);
  expect(names.filter((name) => !left.includes(name))).toEqual([
    'TierBelowRedundancy',
    'LoadBalancerWithoutStandby',
    'MysqlWithoutPrimary',
    'MysqlPrimaryWithoutSecondaries',
    'MysqlBelowSize',
    'MysqlReplicationBroken',
    'MysqlReplicationLate',
    'BackupOverdue',
    'RestoreDrillOverdue',
  ]);
});

test('a tier that grows changes no rule', () => {
  const rendered = (web: number) => renderRules(ruleGroups(Slo.of(), { nodes: { lb: 2, web, app: 2 } }), 'runbook.md');
  expect(rendered(5)).toBe(rendered(2));
});

test.each([
  ['sum by (tier) (up{job="node",tier=~"web|app"}) * 0 < 2', ['up']],
  ['(min by (node) (a_b) or min by (instance) (c{job="d"})) - time() < 14 * 86400', ['a_b', 'c']],
  ['a{x="y"} * on (instance) group_left (node) site:b:rate5m', ['a', 'site:b:rate5m']],
  ['predict_linear(a[1h], 86400) < 0 and rate(b[5m]) > 1.5', ['a', 'b']],
  ['vector(1)', []],
])('finds the metrics in %s', (expression, expected) => {
  expect(metricsOf(expression)).toEqual(expected);
});
