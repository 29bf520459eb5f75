import type { Command } from 'commander';
import { runInApp, type RunOptions } from '../app/run-in-app';
import { onSite, withHelp } from '../command-line';

export function addApp(program: Command): void {
  const app = withHelp(onSite(program.command('app')).usage('[options] [stack] <command>'), {
    summary: "run a command as the app, on one of the app's nodes",
    detail:
      'With its user, variables and directory, in this terminal. The exit code is that of the command; 2 may also be "not done", as below.',
    examples: [
      ['app production run -- python3 manage.py createsuperuser', 'on the first node that answers'],
      ['app production run --node app-2 -- env', 'on a certain one'],
      ['app production shell', 'a shell of the app'],
    ],
  }).option('--tier <role>', 'the app, where the site has several: the role of its nodes');
  const options = (own: object) => ({ ...app.opts<RunOptions>(), ...own });
  app
    .command('run')
    .description('Runs one command; what stands after -- is its own.')
    .option('--node <name>', 'the node (default: the first that answers)')
    .argument('<command...>', 'the command and its arguments')
    .action((words: readonly string[], own: object) => runInApp(words, options(own)));
  app
    .command('shell')
    .description('A shell with the variables of the app.')
    .option('--node <name>', 'the node (default: the first that answers)')
    .action((own: object) => runInApp(['/bin/bash'], options(own)));
}
