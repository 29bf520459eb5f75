import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface DetachedOptions {
  /** File that its output is appended to, for root alone. */
  readonly log: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program that outlives this process. */
export function startDetached(command: string, args: readonly string[], options: DetachedOptions): ChildProcess {
  const log = openSync(options.log, 'a', 0o600);
  const child = spawn(command, args, {
    ...{ detached: true, stdio: ['ignore', log, log], cwd: options.cwd, env: options.env },
  });
  closeSync(log);
  child.unref();
  return child;
}

/** Starts a module of this project as a child, with a channel to it. */
export function forkModule(path: string): ChildProcess {
  return fork(path);
}

/** Runs a program on this process's own terminal, and gives its exit status. */
export function runInForeground([command, ...args]: readonly string[]): number {
  return spawnSync(command!, args, { stdio: 'inherit' }).status ?? 1;
}
