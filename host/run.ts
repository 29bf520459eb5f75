import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** The command is a line for the shell. @default false */
  readonly shell?: boolean;
  /** Gets standard output and error line by line as they come. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end and gives its standard output. Rejects with the command and the end of its standard error. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      shell: options.shell,
      env: { ...process.env, ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    const lines = lineSplitter(options.onLine);
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      lines(text);
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4000);
      lines(text);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      reject(new Error(`${command} ${args.join(' ').slice(0, 300)} ended with ${signal ?? code}: ${errors.trim()}`));
    });
    child.stdin?.on('error', () => undefined).end(options.input);
  });
}

/** The same, where a failure is an answer: true when the program succeeded. */
export async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

function lineSplitter(onLine: RunOptions['onLine']): (text: string) => void {
  if (!onLine) return () => undefined;
  let rest = '';
  return (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    for (const line of parts) if (line.trim()) onLine(line.trim());
  };
}
