import { Construct } from 'constructs';
import { ruleGroups, rulesOf } from '../../../../../constructs/monitoring/alerts/alert-rules';
import { Slo, type SloObjectives } from '../../../../../constructs/monitoring/alerts/slo';
import { PropChecks } from '../../../../../constructs/validation';
import { newStack, problems } from '../../synth';

function problemsWith(objectives: SloObjectives): readonly string[] {
  const stack = newStack();
  Slo.of(objectives).check(new PropChecks(new Construct(stack, 'monitoring')));
  return problems(stack);
}

test('refuses to promise 100 %, and says why', () => {
  expect(problemsWith({ availability: 1 })).toEqual([
    "[test/monitoring] 'slo.availability' must be below 1: a promise without a single failure is broken by the first, and every deploy would put it at risk, got 1 (write 0.999 for 99.9 %)",
  ]);
});

test.each([[0], [-0.1], [99.9]])('refuses an availability of %d', (availability) => {
  expect(problemsWith({ availability })).toEqual([
    expect.stringContaining("'slo.availability' must be a share between 0 and 1"),
  ]);
});

test('refuses latencies that no site has, or that no visitor waits for', () => {
  expect(problemsWith({ latencyMs: 0 })).toHaveLength(1);
  expect(problemsWith({ latencyMs: 60_000, latencyRatio: 1 })).toHaveLength(2);
  expect(problemsWith({})).toEqual([]);
});

test('the stricter the promise, the sooner somebody is told', () => {
  const thresholds = (availability: number) =>
    rulesOf(ruleGroups(Slo.of({ availability }), { nodes: {} }))
      .filter(({ name }) => name.startsWith('ErrorBudget'))
      .map(({ expression }) => Number(/> ([\d.]+)/.exec(expression)![1]));
  expect(thresholds(0.999)).toEqual([0.03, 0.0144, 0.006]);
  expect(thresholds(0.9999)).toEqual([0.003, 0.00144, 0.0006]);
  // A share of 1.5 would never be reached.
  expect(thresholds(0.95)).toEqual([0.5, 0.5, 0.3]);
});
