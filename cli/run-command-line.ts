import { CommanderError, type Command } from 'commander';
import { printError } from '../host/terminal';
import { EXIT } from './exit-code';
import { ProblemFound } from './problem-found';
import { newProgram } from './program';
import { stackAsOption } from './stack-first';

/** Runs one command line, without the program's name; sets the process's exit code. */
export async function runCommandLine(argv: readonly string[], program: Command = newProgram()): Promise<void> {
  // Before anything is printed: commander and listr2 read it, too.
  if (argv.includes('--no-color')) process.env.NO_COLOR = '1';
  try {
    await program.parseAsync([...stackAsOption(program, argv)], { from: 'user' });
  } catch (error) {
    // Commander has printed its own.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.cannot;
      return;
    }
    printError(`error: ${(error as Error).message}`);
    process.exitCode = error instanceof ProblemFound ? EXIT.finding : EXIT.cannot;
  }
}
