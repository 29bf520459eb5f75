import fc from 'fast-check';
import { classes } from '../../../chaos/faults/classes';
import { makeSchedule } from '../../../chaos/schedule/make-schedule';

const seeds = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const lengths = fc.integer({ min: 1, max: 60 });
const someClasses = fc.subarray([...classes], { minLength: 1 });

test('the same seed gives the same schedule', () => {
  fc.assert(
    fc.property(seeds, lengths, someClasses, (seed, minutes, some) => {
      const options = { seed, minutes, classes: some };
      expect(makeSchedule(options)).toEqual(makeSchedule(options));
    }),
  );
});

test('other seeds give other schedules', () => {
  const schedules = Array.from({ length: 50 }, (_, i) =>
    JSON.stringify(makeSchedule({ seed: i + 1, minutes: 5, classes })),
  );
  expect(new Set(schedules).size).toBe(50);
});

test('every fault has a target, a time and parameters of its class, and ends within the run', () => {
  fc.assert(
    fc.property(seeds, lengths, someClasses, (seed, minutes, some) => {
      const schedule = makeSchedule({ seed, minutes, classes: some });
      expect(schedule.map(({ number }) => number)).toEqual(schedule.map((_, i) => i + 1));
      for (const { name, target, at, seconds, parameters } of schedule) {
        const one = some.find((other) => other.name === name)!;
        expect(one.targets).toContain(target);
        expect(seconds).toBeGreaterThanOrEqual(one.seconds[0]);
        expect(seconds).toBeLessThanOrEqual(one.seconds[1]);
        expect(at + seconds).toBeLessThanOrEqual(minutes * 60);
        expect(Object.keys(parameters)).toEqual(Object.keys(one.parameters ?? {}));
        for (const [key, [least, most]] of Object.entries(one.parameters ?? {})) {
          expect(parameters[key]).toBeGreaterThanOrEqual(least);
          expect(parameters[key]).toBeLessThanOrEqual(most);
        }
      }
    }),
  );
});

test('one to three faults are present at a time, no two of one class or at one target, and there is calm between rounds', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const schedule = makeSchedule({ seed, minutes: 60, classes });
      for (const fault of schedule) {
        const others = schedule.filter((other) => other.at <= fault.at && fault.at < other.at + other.seconds);
        expect(others.length).toBeLessThanOrEqual(3);
        expect(new Set(others.map(({ name }) => name)).size).toBe(others.length);
        expect(new Set(others.map(({ target }) => target)).size).toBe(others.length);
      }
      const ends = schedule.map((_, i) => Math.max(0, ...schedule.slice(0, i).map(({ at, seconds }) => at + seconds)));
      // A fault that overlaps none before it begins a round.
      const calm = schedule.map(({ at }, i) => at - ends[i]!).filter((seconds) => seconds >= 0);
      expect(Math.min(...calm)).toBeGreaterThanOrEqual(15);
    }),
    { numRuns: 30 },
  );
});

test('a long schedule has every class, and rounds of one, two and three faults', () => {
  const schedule = makeSchedule({ seed: 1, minutes: 24 * 60, classes });
  expect(new Set(schedule.map(({ name }) => name)).size).toBe(classes.length);
  const together = schedule.map(
    (fault) => schedule.filter((other) => other.at <= fault.at && fault.at < other.at + other.seconds).length,
  );
  expect(new Set(together)).toEqual(new Set([1, 2, 3]));
});

test('no class gives no fault', () => {
  expect(makeSchedule({ seed: 1, minutes: 5, classes: [] })).toEqual([]);
});
