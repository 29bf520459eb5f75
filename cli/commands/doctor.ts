import type { Command } from 'commander';
import { onStack, stackOf, withHelp, type StackOption } from '../command-line';
import { examineStack, type ExamineOptions } from '../doctor/examine-stack';
import { CHECKS } from '../doctor/registry';
import { Project } from '../project/project';

export function addDoctor(program: Command): void {
  const checks = CHECKS.map(({ id, title }) => `  ${id.padEnd(20)}${title}`).join('\n');
  withHelp(onStack(program.command('doctor')).argument('[stack]', 'the stack to examine'), {
    summary: 'find what would make a deploy fail, before it',
    detail: [
      'Synthesizes, and compares the stack with the accounts and this machine: one line for each finding, with its remedy.',
      'Reads the APIs; the only write is an object that probes the lock of the state, and is deleted again. Prints no secret.',
    ].join('\n'),
    examples: [
      ['doctor production', 'before the first deploy, and at any later time'],
      ['doctor production --quiet', 'warnings and failures alone'],
      ['doctor production --only ssh-keys,zone', 'some of the checks'],
      ['doctor production --json', 'for programs'],
    ],
    finding: 'something would make a deploy fail, leave the site out of reach, or expose secrets',
  })
    .addHelpText('after', `\nChecks:\n${checks}`)
    .option('--json', 'print JSON')
    .option('--quiet', 'print warnings and failures alone')
    .option('--only <checks>', 'the checks to do, with commas between')
    .option('--read-only', 'write nothing: leave out the probe of the lock')
    .option('--address <ip>', "this machine's public address (default: by https://1.1.1.1/cdn-cgi/trace)")
    .action(async (argument: string | undefined, options: ExamineOptions & StackOption) => {
      process.exitCode = await examineStack(new Project(), stackOf(argument, options), options);
    });
}
