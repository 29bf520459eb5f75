import { ruleGroups, rulesOf } from '../../../constructs/monitoring/alerts/alert-rules';
import { Slo } from '../../../constructs/monitoring/alerts/slo';
import type { AlertDrill } from '../../../drills/alerts/drill';
import { alertDrills } from '../../../drills/alerts/drills';
import { isMet, measureAlerts, unresolved } from '../../../drills/alerts/measure';
import type { Notice } from '../../../drills/alerts/sink';

const FAULT = 1_000_000;

function notice(name: string, afterSeconds: number, status: Notice['status'] = 'firing', node = 'web-1'): Notice {
  return { name, status, at: FAULT + afterSeconds * 1000, labels: { alertname: name, node }, summary: '' };
}

test('the alert that was expected counts, from the fault to its arrival; all that came is named once', () => {
  const notices = [
    notice('Other', 4),
    notice('Lost', 42.26),
    notice('Lost', 43, 'firing', 'web-2'),
    notice('Lost', 90, 'resolved'),
  ];
  expect(measureAlerts(notices, FAULT, 'Lost')).toEqual({ alertSeconds: 42.3, told: ['Other', 'Lost'], repeated: 0 });
});

test('the same of the same node once more is a repetition', () => {
  expect(measureAlerts([notice('Lost', 42), notice('Lost', 44)], FAULT, 'Lost').repeated).toBe(1);
});

test('without the alert there is no time', () => {
  expect(measureAlerts([notice('Other', 4)], FAULT, 'Lost').alertSeconds).toBeNull();
});

test('people believe what they were told last', () => {
  const notices = [notice('Lost', 1), notice('Late', 2), notice('Lost', 3, 'resolved'), notice('Full', 4, 'resolved')];
  expect(unresolved(notices)).toEqual(['Late']);
});

describe('the goal', () => {
  const drill = (expected?: AlertDrill['expected']): AlertDrill => ({
    name: 'a',
    title: 'a',
    expected,
    act: () => Promise.resolve(),
  });
  const fault = drill({ alert: 'Lost', withinSeconds: 60 });

  test.each([
    ['in time', fault, { alertSeconds: 60, told: ['Lost'], repeated: 0 }, true],
    ['late', fault, { alertSeconds: 60.1, told: ['Lost'], repeated: 0 }, false],
    ['never', fault, { alertSeconds: null, told: [], repeated: 0 }, false],
    ['twice', fault, { alertSeconds: 30, told: ['Lost'], repeated: 1 }, false],
    ['silence in planned work', drill(), { alertSeconds: null, told: [], repeated: 0 }, true],
    ['a word in planned work', drill(), { alertSeconds: null, told: ['Lost'], repeated: 0 }, false],
  ])('%s', (_what, one, trial, met) => expect(isMet(one, trial)).toBe(met));
});

test('every drill expects an alert that there is', () => {
  const rules = rulesOf(ruleGroups(Slo.of(), { nodes: { lb: 2, web: 2, app: 2, mysql: 3, monitoring: 2 } }));
  const known = rules.map(({ name }) => name);
  const expected = alertDrills.flatMap((drill) => drill.expected?.alert ?? []);
  expect(expected.filter((alert) => !known.includes(alert))).toEqual([]);
  expect(expected.length).toBeGreaterThan(0);
});
