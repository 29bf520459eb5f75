import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Runs a program with this process's own input, output and terminal, and gives its exit code; that of a shell when a signal ended it. */
export function attach(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  });
}
