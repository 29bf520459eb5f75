/** `npm run silence -- ENV`: around a deploy, the alerts that it may cause by itself are told to nobody. For pipelines. */
import { Command } from 'commander';
import { connect } from '../cli/connect';
import { DEPLOY_ALERTS } from '../cli/monitoring/deploy-alerts';
import { SETTLING, Silences } from '../cli/monitoring/silences';
import { wholeNumber } from './whole-number';
import { print, printError } from '../host/terminal';

const AUTHOR = 'npm run silence';
const MOST_MINUTES = 240;

interface Options {
  readonly minutes: number;
  readonly end?: true;
}

async function main(environment: string, { minutes, end }: Options): Promise<void> {
  const silences = new Silences((await connect(environment)).nodes);
  if (!silences.possible) return print(`${environment} has no monitoring droplets: there is nothing to silence.`);
  const silence = { expected: DEPLOY_ALERTS, author: AUTHOR, comment: 'a deploy' };
  const current = await silences.findOf(AUTHOR);
  if (end && current === undefined) return print('There is no silence any more.');
  await silences.set(silence, end ? SETTLING : minutes * 60, current);
  if (end) return print(`The silence ends in ${SETTLING} s, when what the deploy has made fire has stopped.`);
  print(`Silent for ${minutes} minutes, or until \`--end\`: ${DEPLOY_ALERTS.names.join(', ')}.`);
}

new Command('npm run silence --')
  .description(
    'Before a deploy: tells nobody of alerts that a deploy may cause by itself. Never of what visitors notice. Exits with 1 when no monitoring droplet answers.',
  )
  .argument('[environment]', 'as it was deployed from this directory', 'local')
  .option('--minutes <number>', 'how long at most', wholeNumber(MOST_MINUTES), 30)
  .option('--end', 'after the deploy')
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    printError(error.message);
    process.exitCode = 1;
  });
