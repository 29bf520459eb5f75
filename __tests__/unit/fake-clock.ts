import { install, type Clock, type Config } from '@sinonjs/fake-timers';

/** Runs something with timers and dates of its own, and takes them away again. */
export async function withFakeClock<T>(options: Config, work: (clock: Clock) => T | Promise<T>): Promise<T> {
  const clock = install(options);
  try {
    return await work(clock);
  } finally {
    clock.uninstall();
  }
}
