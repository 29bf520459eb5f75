import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { printError, printableLine } from '../host/terminal';

export interface Step {
  readonly title: string;
  /** `say` replaces the line below the title. */
  readonly run: (say: (line: string) => void) => Promise<void>;
}

/** Does one step after the other and shows how far it is: on standard error, for the output is the command's. Rejects as the step does. */
export async function inSteps(steps: readonly Step[]): Promise<void> {
  if (!process.stderr.isTTY) {
    for (const { title, run } of steps) {
      printError(`${title} ...`);
      await run(() => undefined);
    }
    return;
  }
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: (_: unknown, task: { output: string }) => run((line) => (task.output = printableLine(line))),
  }));
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  await new Listr(tasks, {
    // Ctrl-C is the command's: something may have to be undone first.
    registerSignalListeners: false,
    // Its caller prints the error.
    rendererOptions: { logger: logger, showErrorMessage: false },
  }).run();
}
