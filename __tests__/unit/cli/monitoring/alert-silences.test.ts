import { ruleGroups, rulesOf } from '../../../../constructs/monitoring/alerts/alert-rules';
import { Slo } from '../../../../constructs/monitoring/alerts/slo';
import { DEPLOY_ALERTS } from '../../../../cli/monitoring/deploy-alerts';
import { AlertSilences } from '../../../../cli/monitoring/alert-silences';
import { EXPECTED } from '../../../../cli/mysql/expected-alerts';
import { FakeAlertmanagers } from './alertmanagers';

const rules = rulesOf(ruleGroups(Slo.of(), { nodes: { lb: 2, web: 2, app: 2, mysql: 3 } }));
const SYMPTOMS = /^(ErrorBudget|LatencyBudget|SiteUnreachable|ReservedIpUnheld|Watchdog)/;

test.each([
  ['a deploy', DEPLOY_ALERTS.names] as const,
  ...Object.entries(EXPECTED).map(([name, { names }]) => [name, names] as const),
])('what %s silences are alerts, and none that visitors notice', (_, names) => {
  expect(names.filter((name) => !rules.some((rule) => rule.name === name))).toEqual([]);
  expect(names.filter((name) => SYMPTOMS.test(name))).toEqual([]);
});

test('finds its own silence again, until it has ended', async () => {
  const silences = new AlertSilences(new FakeAlertmanagers(['m-1']));
  const silence = (author: string) => ({ expected: DEPLOY_ALERTS, author, comment: 'a deploy' });
  await silences.set(silence('somebody'), 60);
  expect(await silences.findOf('npx cdktf-web-infrastructure silence')).toBeUndefined();
  const id = await silences.set(silence('npx cdktf-web-infrastructure silence'), 60);
  expect(await silences.findOf('npx cdktf-web-infrastructure silence')).toBe(id);
  await silences.end(id);
  expect(await silences.findOf('npx cdktf-web-infrastructure silence')).toBeUndefined();
});

test('without a monitoring droplet there is nothing to ask', async () => {
  const silences = new AlertSilences(new FakeAlertmanagers([]));
  expect(silences.possible).toBe(false);
  await expect(silences.findOf('npx cdktf-web-infrastructure silence')).rejects.toThrow(
    'there is no monitoring droplet',
  );
});
