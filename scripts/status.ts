/** `npm run status -- ENV`: who is active, who is primary, what is wrong, what has happened. Asks every node by ssh. */
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { connect } from '../cli/connect';
import { askSite } from '../cli/status/ask-site';
import { renderStatus } from '../cli/status/render-status';
import { serveStatus } from '../cli/status/serve-status';
import { wholeNumber } from './whole-number';
import { print, printError, printableJson } from '../host/terminal';

interface Options {
  readonly json?: true;
  readonly watch?: true;
  readonly serve?: string;
  readonly hours: number;
}

const CLEAR = '\x1b[H\x1b[2J';
const PAUSE_MS = 2000;

async function main(environment: string, options: Options): Promise<void> {
  const { nodes } = await connect(environment);
  const ask = () => askSite(nodes, options.hours);
  const coloured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  if (options.serve !== undefined) {
    const { url } = await serveStatus(environment, ask, Number(options.serve));
    print(`The status page of ${environment} is at ${url} on this machine, until Ctrl-C.`);
    return;
  }
  for (;;) {
    const status = await ask();
    const text = options.json ? printableJson(status) : renderStatus(environment, status, coloured);
    // With its colours: what nodes report is escaped by renderStatus.
    process.stdout.write(`${options.watch ? CLEAR : ''}${text}\n`);
    process.exitCode = status.health === 'well' ? 0 : 1;
    if (!options.watch) return;
    await wait(PAUSE_MS);
  }
}

new Command('npm run status --')
  .description(
    'Who is active, who is primary, what is wrong and what has happened. Exits with 1 when something is wrong.',
  )
  .argument('[environment]', 'as it was deployed from this directory', 'local')
  .option('--json', 'for programs')
  .option('--watch', 'anew every 2 s, until Ctrl-C')
  .option('--serve <port>', 'as a page for a browser on this machine; 0 takes a free port')
  .option('--hours <number>', 'of events', wholeNumber(), 2)
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    printError(error.message);
    process.exitCode = 1;
  });
