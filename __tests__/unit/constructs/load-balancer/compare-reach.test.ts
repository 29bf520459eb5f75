import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/load-balancer/node/compare-reach.py');

/** Rounds of answers: own, and of one other load balancer; null for none. */
type Round = readonly [own: number | null, other: number | null];
const times = (count: number, round: Round): readonly Round[] => Array.from({ length: count }, () => round);

/** After how many rounds this node stood aside or came back. */
function turns(rounds: readonly Round[]): readonly number[] {
  const code = `
comparison, turns = program.Comparison(), []
for i, (own, other) in enumerate(json.loads('${JSON.stringify(rounds)}'), 1):
    before = comparison.blind
    if comparison.add(own, {"10.20.0.3": other}) != before:
        turns.append(i)
print(json.dumps(turns))`;
  return python(PROGRAM, code) as readonly number[];
}

describePython('a load balancer that is master', () => {
  const WELL: Round = [2, 2];

  test('stands aside within one and a half seconds when it reaches no server and another one does', () => {
    const [aside] = turns([...times(4, WELL), ...times(12, [0, 2])]);
    expect(aside! - 4).toBeLessThanOrEqual(6);
  });

  test.each<[string, Round]>([
    ['both reach nothing', [0, 0]],
    ['the other one reaches nothing', [2, 0]],
    ['it reaches half of the servers', [1, 2]],
    ['it has not yet heard of the servers that a deploy makes', [2, 4]],
    ['the other one does not answer', [0, null]],
  ])('stays when %s', (_, round) => {
    expect(turns([...times(4, WELL), ...times(40, round)])).toEqual([]);
  });

  test('stays when the other one is three quarters of a second later, or earlier, to hear of the same servers', () => {
    const later = 3;
    const skewed = [...times(later, [0, 2]), ...times(8, [0, 0]), ...times(later, [0, 2])] as const;
    expect(turns([...times(4, WELL), ...skewed, ...times(8, WELL)])).toEqual([]);
  });

  test('stays when a single check fails', () => {
    expect(turns([...times(4, WELL), [0, 2], ...times(10, WELL)])).toEqual([]);
  });

  test('stands aside when most of its checks fail', () => {
    const lossy = Array.from({ length: 20 }, (_, i): Round => [i % 4 === 0 ? 1 : 0, 2]);
    expect(turns([...times(4, WELL), ...lossy])).toHaveLength(1);
  });

  test('stands aside when its HAProxy does not answer and another one reaches servers', () => {
    expect(turns(times(10, [null, 2]))).toHaveLength(1);
  });

  test('comes back after three seconds without a difference, not while its path flaps', () => {
    const flapping = Array.from({ length: 5 }, () => [...times(6, WELL), ...times(3, [0, 2])]).flat();
    const rounds = [...times(8, [0, 2]), ...flapping, ...times(20, WELL)];
    const [aside, back, ...more] = turns(rounds);
    expect(aside).toBeLessThanOrEqual(8);
    expect(back).toBeGreaterThan(8 + flapping.length);
    expect(more).toEqual([]);
  });

  test('comes back at once when nobody is left to have the address', () => {
    const [, back] = turns([...times(8, [0, 2]), ...times(6, [0, null])]);
    expect(back).toBeLessThanOrEqual(11);
  });

  test('compares with those that are members now', () => {
    const code = `print(json.dumps(program.members({"left": 100.5, "lb-2": 160.25, "lb-3": 160.25})))`;
    expect(python(PROGRAM, code)).toEqual(['lb-2', 'lb-3']);
    expect(python(PROGRAM, `print(json.dumps(program.members({})))`)).toEqual([]);
  });
});
