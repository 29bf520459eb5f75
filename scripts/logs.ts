/** `npm run logs -- REQUEST_ID [ENV]`: one request's way through all tiers, from the nodes' journals. */
import { Command } from 'commander';
import { connect } from '../cli/connect';
import { followRequest } from '../cli/logs/follow-request';
import { renderLog } from '../cli/logs/render-log';
import { wholeNumber } from './whole-number';
import { print, printError, printableJson } from '../host/terminal';

new Command('npm run logs --')
  .description(
    'Follows one request through load balancer, web server and app server. Exits with 1 when no node knows it.',
  )
  .argument('<request id>', 'what the answer had in X-Request-Id')
  .argument('[environment]', 'as it was deployed from this directory', 'local')
  .option('--json', 'for programs')
  .option('--hours <number>', 'how far back', wholeNumber(), 24)
  .action(async (id: string, environment: string, { json, hours }: { json?: true; hours: number }) => {
    const { nodes } = await connect(environment);
    const followed = await followRequest(nodes, id, hours);
    print(json ? printableJson(followed) : renderLog(id, followed));
    process.exitCode = followed.lines.length > 0 ? 0 : 1;
  })
  .parseAsync()
  .catch((error: Error) => {
    printError(error.message);
    process.exitCode = 1;
  });
