import { judgeAvailability, type Lived } from '../../../chaos/invariants';
import type { FaultClass } from '../../../chaos/faults/fault-class';
import { judgeVisitors } from '../../../chaos/visitors';
import type { Outcome } from '../../../drills/measure';

const CLASSES: Readonly<Record<string, Pick<FaultClass, 'serves' | 'recovers'>>> = {
  borne: { serves: 10 },
  'borne by web': { serves: { web: 10 } },
  hard: { recovers: 60 },
};
const classOf = (name: string) => CLASSES[name] as FaultClass;

/** In seconds. */
function lived(name: string, from: number, to: number, target: 'web-1' | 'app-2' = 'web-1'): Lived {
  const fault = { number: 1, name, target, at: from, seconds: to - from, parameters: {} };
  return { fault, began: from * 1000, cameAbout: from * 1000, healBegan: to * 1000, healed: to * 1000 };
}

/** Ten a second, of which those between two seconds fail. */
function requests(seconds: number, failFrom = 0, failTo = 0): readonly Outcome[] {
  return Array.from({ length: seconds * 10 }, (_, i) => {
    const at = i * 100;
    const fails = at >= failFrom * 1000 && at < failTo * 1000;
    return { at, milliseconds: 5, result: fails ? 503 : 200, method: i % 5 === 4 ? 'POST' : 'GET' };
  });
}

test('without a fault the site serves', () => {
  expect(judgeAvailability([], requests(30), classOf).violations).toEqual([]);
  expect(judgeAvailability([], requests(30, 10, 12), classOf).violations).toEqual([
    { check: 'serves', what: '20 of 300 requests failed without a fault' },
  ]);
});

test('a fault has its time until the site serves in spite of it', () => {
  const faults = [lived('borne', 20, 60)];
  expect(judgeAvailability(faults, requests(100, 20, 30), classOf).violations).toEqual([]);
  expect(judgeAvailability(faults, requests(100, 20, 40), classOf).violations).toEqual([
    {
      check: 'serves',
      what: '100 of 300 requests failed under borne at web-1 (fault 1), later than 10 s after it struck',
    },
  ]);
});

test('what is felt of a fault after its end is not judged, and later it is', () => {
  const faults = [lived('borne', 20, 60)];
  expect(judgeAvailability(faults, requests(150, 60, 90), classOf).violations).toEqual([]);
  expect(judgeAvailability(faults, requests(150, 60, 100), classOf).violations).toEqual([
    { check: 'serves', what: '100 of 800 requests failed without a fault' },
  ]);
});

test('a fault that the site does not serve in spite of is felt until everything must be as before', () => {
  const faults = [lived('hard', 20, 60)];
  expect(judgeAvailability(faults, requests(200, 20, 120), classOf).violations).toEqual([]);
  expect(judgeAvailability(faults, requests(200, 20, 130), classOf).violations).toEqual([
    { check: 'serves', what: '100 of 1000 requests failed without a fault' },
  ]);
});

test('nothing is promised under a fault without a promise, at another tier, or with two faults', () => {
  expect(judgeAvailability([lived('hard', 0, 60)], requests(60, 0, 60), classOf).judged).toEqual([]);
  expect(judgeAvailability([lived('borne by web', 0, 60, 'app-2')], requests(60, 0, 60), classOf).judged).toEqual([]);
  expect(judgeAvailability([lived('borne by web', 0, 60)], requests(60, 0, 60), classOf).violations).toHaveLength(1);
  const two = [lived('borne', 0, 60), lived('borne', 0, 60)];
  expect(judgeAvailability(two, requests(60, 0, 60), classOf).judged).toEqual([]);
});

test('a fault that was never healed is present until the end', () => {
  const faults = [{ ...lived('hard', 10, 20), healed: undefined }];
  expect(judgeAvailability(faults, requests(60, 10, 60), classOf).violations).toEqual([]);
});

test('an id that was answered with success and is not stored, or is stored twice, is a violation', () => {
  const posts: readonly Outcome[] = ['a', 'b'].map((id, i) => ({
    at: i * 1000,
    milliseconds: 5,
    late: 3 + i,
    result: 200,
    method: 'POST',
    id,
  }));
  const { line, violations } = judgeVisitors([], posts, new Map([['b', 2]]), classOf);
  expect(line).toMatchObject({ sent: 2, failed: 0, lost: 1, duplicated: 1, lateMs: 4, postGapMs: 1000, getGapMs: 0 });
  expect(violations.map(({ check, what }) => `${check}: ${what}`)).toEqual([
    'visitors: 1 ids that were answered with success are not stored',
    'visitors: 1 ids are stored more than once',
  ]);
});
