import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const RESTART_MS = 1000;

/** Keeps the process of the monitoring running. It reads the settings of this process from the environment. */
export function startWatcher(): { close(): Promise<void> } {
  let child: ChildProcess;
  let closed = false;
  const start = (): void => {
    child = fork(join(__dirname, 'watch-process.ts'));
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
