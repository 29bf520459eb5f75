#!/usr/bin/env node
import { CommanderError } from 'commander';
import { printError } from '../host/terminal';
import { EXIT } from './exit-code';
import { Finding } from './finding';
import { newProgram } from './program';
import { stackAsOption } from './stack-first';

async function main(argv: readonly string[]): Promise<void> {
  // Before anything is printed: commander and listr2 read it, too.
  if (argv.includes('--no-color')) process.env.NO_COLOR = '1';
  const program = newProgram();
  try {
    await program.parseAsync([...stackAsOption(program, argv)], { from: 'user' });
  } catch (error) {
    // Commander has printed its own.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.cannot;
      return;
    }
    printError(`error: ${(error as Error).message}`);
    process.exitCode = error instanceof Finding ? EXIT.finding : EXIT.cannot;
  }
}

// Not process.exit(): it would cut off output that a pipe has not taken yet.
void main(process.argv.slice(2));
