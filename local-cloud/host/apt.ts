import { setTimeout as wait } from 'node:timers/promises';
import { run, type RunOptions } from '../../host/run';

/** How long another program may hold apt's locks, seconds. */
export const LOCK_SECONDS = 300;
const PAUSE_MS = 1000;

/** apt-get on this machine, as root, without questions; waits for programs that hold its locks. */
export async function aptGet(args: readonly string[], options: RunOptions = {}): Promise<void> {
  const argv = ['-q', '-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`, ...args];
  const env = { DEBIAN_FRONTEND: 'noninteractive', ...options.env };
  for (const deadline = Date.now() + LOCK_SECONDS * 1000; ; await wait(PAUSE_MS)) {
    try {
      await run('apt-get', argv, { ...options, env });
      return;
    } catch (error) {
      // `update` has a lock of its own, which the option does not cover.
      if (!isLocked(error as Error) || Date.now() > deadline) throw error;
    }
  }
}

/** The path of the lock is in every translation of the message. */
function isLocked({ message }: Error): boolean {
  return message.includes('/var/lib/apt/lists/lock');
}
