import type { Command } from 'commander';
import { onSite, siteOf, wholeNumber, withHelp } from '../command-line';
import { showRequest, type RequestOptions } from '../logs/show-request';
import type { SiteSelection } from '../project/find-site';

export function addLogs(program: Command): void {
  withHelp(
    onSite(program.command('logs'))
      .usage('[options] [stack] <request id>')
      .argument('[stack]', 'the stack to search')
      .argument('[request id]', 'X-Request-Id of the response'),
    {
      summary: 'follow one request through all tiers',
      detail: 'Searches the journals of every node, and those that monitoring nodes have collected of lost ones.',
      examples: [
        ['logs production 3e11fa47-71ca-11e1-9e33-c80aa9429562', 'load balancer, web server, app'],
        ['logs 3e11fa47-71ca-11e1-9e33-c80aa9429562 --hours 72', 'where there is one stack'],
      ],
      finding: 'no node has a line about the request',
    },
  )
    .option('--json', 'print JSON')
    .option('--hours <number>', 'how far back', wholeNumber(), 24)
    .action((first: string | undefined, second: string | undefined, options: RequestOptions & SiteSelection) => {
      const [stack, id] = second === undefined ? [undefined, first] : [first, second];
      return showRequest(id, siteOf(stack, options), options);
    });
}
