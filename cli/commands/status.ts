import type { Command } from 'commander';
import { onSite, siteOf, wholeNumber, withHelp } from '../command-line';
import type { SiteSelection } from '../project/find-site';
import { showStatus, type StatusOptions } from '../status/show-status';

export function addStatus(program: Command): void {
  withHelp(onSite(program.command('status')).argument('[stack]', 'the stack to examine'), {
    summary: 'show what is active, what is primary, what is wrong and what has happened',
    detail: 'Queries every node by ssh, through the load balancers.',
    examples: [
      ['status production', 'all tiers and nodes, and the last events'],
      ['status production --watch', 'again every 2 s, until Ctrl-C'],
      ['status production --serve 8080', 'as a page on this machine'],
      ['status production --json', 'for programs'],
    ],
    finding: 'something is wrong',
  })
    .option('--json', 'print JSON')
    .option('--watch', 'query again every 2 s, until Ctrl-C')
    .option('--serve <port>', 'serve a page for browsers on this machine; 0 takes a free port')
    .option('--hours <number>', 'how far back events go', wholeNumber(), 2)
    .action((stack: string | undefined, options: StatusOptions & SiteSelection) =>
      showStatus(siteOf(stack, options), options),
    );
}
