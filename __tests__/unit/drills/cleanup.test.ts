import { Cleanup } from '../../../drills/cleanup';

function cleanupOf(...names: readonly string[]): { cleanup: Cleanup; undone: string[] } {
  const cleanup = new Cleanup();
  const undone: string[] = [];
  for (const name of names) cleanup.register(() => Promise.resolve(undone.push(name)));
  return { cleanup, undone };
}

test('undoes the last first, and each once', async () => {
  const { cleanup, undone } = cleanupOf('first', 'second');
  await cleanup.restore();
  await cleanup.restore();
  expect(undone).toEqual(['second', 'first']);
});

test('tries everything when something cannot be undone, tells of the first failure, and tries that again', async () => {
  const { cleanup, undone } = cleanupOf('first');
  let attempts = 0;
  cleanup.register(() => (++attempts === 1 ? Promise.reject(new Error('node is gone')) : Promise.resolve()));
  await expect(cleanup.restore()).rejects.toThrow('node is gone');
  expect(undone).toEqual(['first']);
  await cleanup.restore();
  expect({ attempts, undone }).toEqual({ attempts: 2, undone: ['first'] });
});

test('an interruption undoes what was broken, and nothing new may be broken after it', async () => {
  const { cleanup, undone } = cleanupOf('first');
  const done = cleanup.interrupt();
  expect(() => cleanup.register(() => Promise.resolve())).toThrow('interrupted');
  await done;
  expect(undone).toEqual(['first']);
  expect(() => cleanup.throwIfInterrupted()).toThrow('interrupted');
});

test('an interruption waits for a cleanup that is under way', async () => {
  const cleanup = new Cleanup();
  let finish: () => void = () => undefined;
  let finished = false;
  cleanup.register(() => new Promise<void>((resolve) => (finish = resolve)).then(() => (finished = true)));
  const restored = cleanup.restore();
  const interrupted = cleanup.interrupt().then(() => finished);
  await new Promise(setImmediate);
  finish();
  await restored;
  expect(await interrupted).toBe(true);
});
