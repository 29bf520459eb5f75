import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { untilFound } from '../../host/until';

const END_SECONDS = 10;

/** The process that internet-process.ts is; it has no namespace of the run to end with. */
export function pidFile(stateDir: string): string {
  return join(stateDir, 'internet.pid');
}

/** Ends the run's way to the Internet, and waits until it is gone; a number that another program has by now stays untouched. */
export async function endInternetProcess(stateDir: string): Promise<void> {
  const file = pidFile(stateDir);
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  if (isOurs(pid, stateDir)) process.kill(pid, 'SIGKILL');
  await untilFound(() => !isOurs(pid, stateDir) || undefined, {
    ...{ seconds: END_SECONDS, pauseMs: 20 },
    error: () => `process ${pid}, the way to the Internet, does not end`,
  });
  rmSync(file);
}

function isOurs(pid: number, stateDir: string): boolean {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return argv.some((one) => one.endsWith('internet-process.ts')) && argv.includes(stateDir);
  } catch {
    return false;
  }
}
