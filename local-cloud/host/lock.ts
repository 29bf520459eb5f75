import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../settings';

/** Makes the state directory this run's, readable by root alone; refuses one that another run made. */
export function claimStateDir({ stateDir, run }: Pick<Settings, 'stateDir' | 'run'>): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, 'run');
  const owner = tryRead(file)?.trim();
  if (owner === undefined) writeFileSync(file, `${run}\n`);
  else if (owner !== run)
    throw new Error(`${stateDir} belongs to the run '${owner}', not to '${run}': choose another LOCAL_CLOUD_STATE`);
}

/**
 * One process at a time works on a run. A lock whose process has ended is taken over: it names the process by id and start
 * time, since ids come round again. Gives what lets go of it.
 */
export function takeLock(file: string): () => void {
  const own = `${process.pid} ${startTime(process.pid)}\n`;
  for (;;) {
    try {
      writeFileSync(file, own, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid, start] = (tryRead(file) ?? '').trim().split(' ');
    if (pid && start && startTime(Number(pid)) === start)
      throw new Error(`the local cloud is held by process ${pid} (${file}): stop that one first`);
    rmSync(file, { force: true });
  }
}

/** Clock ticks from the machine's start to the process's; undefined when there is no such process. */
function startTime(pid: number): string | undefined {
  // The second field, the program's name, may contain spaces and brackets.
  return tryRead(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /, '')
    .split(' ')[19];
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
