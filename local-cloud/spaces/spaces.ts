import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startDetached } from '../host/processes';
import type { Settings } from '../settings';

const START_TIMEOUT = 20_000;

/** The account's bucket that the environments name. */
export const BUCKET = 'foobar-backups';

export function spacesFiles(stateDir: string) {
  return {
    /** A directory for each bucket; s3rver keeps an object's content beside its metadata. */
    objects: join(stateDir, 'objects'),
    socket: join(stateDir, 'spaces.sock'),
    log: join(stateDir, 'spaces.log'),
  };
}

/** Starts the run's object storage in the router's namespace, with which it ends; takes up one that runs. */
export async function startSpaces({ run, stateDir }: Pick<Settings, 'run' | 'stateDir'>): Promise<void> {
  const { socket, log } = spacesFiles(stateDir);
  if (await answers(socket)) return;
  const program = [process.execPath, '--import', 'tsx', join(__dirname, 'spaces-process.ts'), stateDir];
  const child = startDetached('ip', ['netns', 'exec', run, ...program], { log, cwd: join(__dirname, '../..') });
  for (const deadline = Date.now() + START_TIMEOUT; !(await answers(socket)); await wait(50)) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the object storage does not answer: see ${log}`);
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request({ socketPath, method: 'GET', path: '/' }, (answer) =>
      answer.resume().on('end', () => resolve(true)),
    );
    outgoing.on('error', () => resolve(false)).end();
  });
}
