import type { Command } from 'commander';
import { releaseApp, rollBackApp, showReleases, type ReleaseOptions } from '../app/release-app';
import { runInApp, type RunOptions } from '../app/run-in-app';
import { onSite, withHelp } from '../command-line';

export function addApp(program: Command): void {
  const app = withHelp(onSite(program.command('app')).usage('[options] [stack] <command>'), {
    summary: 'release the app, or run a command as the app',
    detail:
      'A release changes running nodes, the first one first; the stack runs on what is released until its own version changes. `run` and `shell` have the user, variables and directory of the app, in this terminal; the exit code is that of the command, and 2 may also be "not done", as below.',
    examples: [
      ['app production run -- python3 manage.py createsuperuser', 'on the first node that answers'],
      ['app production run --node app-2 -- env', 'on a certain one'],
      ['app production shell', 'a shell of the app'],
      ['app production release --ref v1.4.3', 'another version, in place of the one that runs'],
      ['app production rollback', 'the version before it'],
      ['app production releases', 'what each node has run'],
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
    .command('release')
    .description('Has the nodes run another version of the code; goes back by itself on a node where it is not well.')
    .option('--ref <ref>', 'a tag or a commit, of code from a repository')
    .option('--url <url>', 'an archive, of code from an archive')
    .option('--sha256 <digits>', "the archive's checksum")
    .action((own: ReleaseOptions) => releaseApp(options(own)));
  app
    .command('rollback')
    .description('Has the nodes run the version before the one that they run.')
    .action(() => rollBackApp(options({})));
  app
    .command('releases')
    .description('Which version each node runs, and what came before.')
    .action(() => showReleases(options({})));
  app
    .command('shell')
    .description('A shell with the variables of the app.')
    .option('--node <name>', 'the node (default: the first that answers)')
    .action((own: object) => runInApp(['/bin/bash'], options(own)));
}
