import { Command } from 'commander';
import { PROGRAM } from './command-line';
import { addApp } from './commands/app';
import { addCompletion } from './commands/completion';
import { addDashboards } from './commands/dashboards';
import { addDiagram } from './commands/diagram';
import { addDoctor } from './commands/doctor';
import { addInit } from './commands/init';
import { addLogs } from './commands/logs';
import { addMysql } from './commands/mysql';
import { addPlan } from './commands/plan';
import { addReport } from './commands/report';
import { addSilence } from './commands/silence';
import { addStatus } from './commands/status';
import { ownManifest } from './own-manifest';

/** Headings of the list of commands, in their order. */
const GROUPS = {
  'Before a deploy:': [addInit, addReport, addDiagram, addDoctor, addPlan],
  'A deployed site:': [addStatus, addLogs, addApp, addMysql, addSilence, addDashboards],
  'This command:': [addCompletion],
} as const;

/** The whole command line. */
export function newProgram(): Command {
  const program = new Command(PROGRAM)
    .usage('<command> [stack] [options]')
    .description(
      'Operates what the constructs of cdktf-web-infrastructure have deployed. Run it where you run `cdktf deploy`.',
    )
    .version(ownManifest<{ version: string }>().version)
    .option('--no-color', 'print without colours, as with NO_COLOR set')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .showHelpAfterError('(--help shows how it is used)')
    // Before commands are added: they inherit it.
    .exitOverride();
  for (const [group, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(group);
    for (const add of commands) add(program);
  }
  return program.addHelpText(
    'after',
    [
      '',
      'The stack may be left out where there is one. `<command> --help` has examples.',
      '',
      'Exit codes: 0 done and nothing is wrong, 1 something is wrong, 2 not done.',
      'Guide: docs/guides/command.md',
    ].join('\n'),
  );
}
