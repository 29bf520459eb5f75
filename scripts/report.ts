/** `npm run report -- ENV`: single points of failure, losses that are survived, and the cost a month. Deploys nothing. */
import { Command } from 'commander';
import { reportOf } from '../constructs/report/report';
import { renderReport } from '../constructs/report/render-report';
import { stackOfEnvironment } from './environment-stack';
import { print, printError, printableJson } from '../host/terminal';

const program = new Command('npm run report --')
  .description('What an environment has of single points of failure, and what it costs a month.')
  .argument('<environment>')
  .option('--json', 'for programs')
  .action((environment: string, { json }: { json?: boolean }) => {
    const report = reportOf(stackOfEnvironment(environment));
    print(json ? printableJson(report) : renderReport(report));
  });

try {
  program.parse();
} catch (error) {
  printError((error as Error).message);
  process.exitCode = 1;
}
