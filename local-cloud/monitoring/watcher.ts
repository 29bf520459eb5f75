import { join } from 'node:path';
import { forkModule } from '../host/processes';

const RESTART_MS = 1000;

/** Keeps the process of the monitoring running. It reads the settings of this process from the environment. */
export function startWatcher(): { close(): Promise<void> } {
  let child: ReturnType<typeof forkModule>;
  let closed = false;
  const start = (): void => {
    child = forkModule(join(__dirname, 'watch-process.ts'));
    child.once('exit', () => {
      if (!closed) setTimeout(() => closed || start(), RESTART_MS);
    });
  };
  start();
  return {
    close: async () => {
      closed = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
