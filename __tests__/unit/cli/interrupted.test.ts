import { untilInterrupted } from '../../../cli/interrupted';

const listeners = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');

test.each(['SIGINT', 'SIGTERM'] as const)('%s rejects, so that what must be undone is', async (signal) => {
  const before = listeners();
  const working = untilInterrupted(() => new Promise(() => undefined));
  process.emit(signal);
  await expect(working).rejects.toThrow('interrupted');
  expect(listeners()).toBe(before);
});

test('work that ends by itself leaves the signals as they were', async () => {
  const before = listeners();
  await untilInterrupted(() => Promise.resolve());
  await expect(untilInterrupted(() => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
  expect(listeners()).toBe(before);
});
