#!/usr/bin/env node
/** `cdktf-web-infrastructure-plan`: the plan classifier for pipelines. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { planCommand } from './plan-command';

const read = (file: string): Promise<string> => (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));

void planCommand(process.argv.slice(2), read).then(({ exitCode, output, error }) => {
  process.stdout.write(output);
  process.stderr.write(error);
  // Not process.exit(): it would cut off output that a pipe has not taken yet.
  process.exitCode = exitCode;
});
