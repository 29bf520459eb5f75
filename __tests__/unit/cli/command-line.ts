import { newProgram } from '../../../cli/program';
import { runCommandLine } from '../../../cli/run-command-line';

export interface Ended {
  readonly code: number | string | undefined;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command line in this process. */
export async function ended(...argv: string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await runCommandLine(argv, newProgram());
    return { code: process.exitCode ?? 0, output: written.stdout, errors: written.stderr };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
