import { setTimeout as wait } from 'node:timers/promises';
import { bearing, until, untilFound, untilNoProblem } from '../../../host/until';
import { withFakeClock } from '../fake-clock';

const error = () => 'too late';

test('gives what the probe finds, once it finds something', async () => {
  const finds = [undefined, undefined, 'found'];
  await expect(untilFound(() => finds.shift(), { seconds: 5, pauseMs: 1, error })).resolves.toBe('found');
});

test('gives up with the message when the time is over', async () => {
  await expect(untilFound(() => undefined, { seconds: 0.01, pauseMs: 1, error })).rejects.toThrow('too late');
});

test('a probe that takes long is repeated after twice the time that it took', async () => {
  const [begun, ended]: [number[], number[]] = [[], []];
  const probe = async () => {
    begun.push(performance.now());
    await wait(30);
    ended.push(performance.now());
    return begun.length === 2 || undefined;
  };
  await untilFound(probe, { seconds: 5, pauseMs: 1, error });
  expect(begun[1]! - ended[0]!).toBeGreaterThanOrEqual(2 * 30 - 5);
});

test('rejects as the probe does', async () => {
  const probe = () => Promise.reject(new Error('refused'));
  await expect(untilFound(probe, { seconds: 5, pauseMs: 1, error })).rejects.toThrow('refused');
});

test('a condition that cannot be tested does not hold yet', async () => {
  let tries = 0;
  const holds = () => {
    if (++tries < 3) throw new Error('no answer');
    return true;
  };
  await until(holds, 5, 'it answers', 1);
  expect(tries).toBe(3);
  await expect(until(() => false, 0.01, 'it answers', 1)).rejects.toThrow('not within 0.01 s: it answers');
});

test('the last problem is in the message', async () => {
  const waits: string[] = [];
  const probe = () => Promise.reject<string | undefined>(new Error('web-1 is off\nand more'));
  await expect(untilNoProblem(probe, 1, 0.01, 'the site', (one) => waits.push(one))).rejects.toThrow(
    'the site is not well after 0.01 s: web-1 is off',
  );
  expect(waits[0]).toBe('web-1 is off');
  await untilNoProblem(() => Promise.resolve(undefined), 1, 1, 'the site');
});

describe('a probe that bears failures', () => {
  const failing = (...failures: readonly (string | undefined)[]) => {
    const left = [...failures];
    return () => {
      const failure = left.shift();
      return failure === undefined ? Promise.resolve('found') : Promise.reject(new Error(failure));
    };
  };

  test('finds nothing when it fails, and reports a reason once while it lasts', async () => {
    const reasons: string[] = [];
    const probe = bearing(failing('ssh:\ntimed out', 'timed out', 'reset', undefined, 'reset'), 60, (reason) =>
      reasons.push(reason),
    );
    const found = [await probe(), await probe(), await probe(), await probe(), await probe()];
    expect(found).toEqual([undefined, undefined, undefined, 'found', undefined]);
    expect(reasons).toEqual(['timed out', 'reset', 'reset']);
  });

  test('rejects when it has failed for too long without a success between', async () => {
    await withFakeClock({ now: 0 }, async (clock) => {
      const probe = bearing(failing('one', undefined, 'two', 'three'), 60);
      await probe();
      clock.setSystemTime(59_000);
      await probe();
      await probe();
      clock.setSystemTime(119_000);
      await expect(probe()).rejects.toThrow('three');
    });
  });
});
