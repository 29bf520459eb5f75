import { Cleanup } from '../../../drills/healing';

function healingOf(...names: readonly string[]): { healing: Cleanup; undone: string[] } {
  const healing = new Cleanup();
  const undone: string[] = [];
  for (const name of names) healing.register(() => Promise.resolve(undone.push(name)));
  return { healing, undone };
}

test('undoes the last first, and each once', async () => {
  const { healing, undone } = healingOf('first', 'second');
  await healing.heal();
  await healing.heal();
  expect(undone).toEqual(['second', 'first']);
});

test('tries everything when something cannot be undone, tells of the first failure, and tries that again', async () => {
  const { healing, undone } = healingOf('first');
  let attempts = 0;
  healing.register(() => (++attempts === 1 ? Promise.reject(new Error('node is gone')) : Promise.resolve()));
  await expect(healing.heal()).rejects.toThrow('node is gone');
  expect(undone).toEqual(['first']);
  await healing.heal();
  expect({ attempts, undone }).toEqual({ attempts: 2, undone: ['first'] });
});

test('an interruption undoes what was broken, and nothing new may be broken after it', async () => {
  const { healing, undone } = healingOf('first');
  const done = healing.interrupt();
  expect(() => healing.register(() => Promise.resolve())).toThrow('interrupted');
  await done;
  expect(undone).toEqual(['first']);
  expect(() => healing.throwIfInterrupted()).toThrow('interrupted');
});

test('an interruption waits for a healing that is under way', async () => {
  const healing = new Cleanup();
  let finish: () => void = () => undefined;
  let finished = false;
  healing.register(() => new Promise<void>((resolve) => (finish = resolve)).then(() => (finished = true)));
  const healed = healing.heal();
  const interrupted = healing.interrupt().then(() => finished);
  await new Promise(setImmediate);
  finish();
  await healed;
  expect(await interrupted).toBe(true);
});
