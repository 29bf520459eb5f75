/** `npm start`: from a clean clone to the site on the local cloud. Every step is idempotent. */
import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { ProviderSource } from '../local-cloud/client';
import { renderNodes, reportNodes } from '../local-cloud/report';
import { internetFile } from '../local-cloud/internet/access';
import { readSettings, type Settings } from '../local-cloud/settings';
import { SITE, bringUp } from './bring-up';
import { print, printError } from '../host/terminal';

interface Options {
  readonly providers: ProviderSource;
  readonly offline?: boolean;
}

async function main({ providers, offline = false }: Options): Promise<void> {
  const settings = withInternet(readSettings(), offline);
  const daemon = await bringUp(settings, providers);
  print(`\n${SITE} answers.\n\n${renderNodes(await reportNodes(daemon, settings))}\n`);
  print(`Look inside:
  npm run local -- curl ${SITE}      the page, as a visitor gets it
  npm run local -- status            nodes, who is active, who is primary
  npm run local -- kill lb-1         pull a plug, and ask again
  npm run status -- local            what works, what does not, what has happened; --serve 8080 as a page
  npm run local -- ssh web-1         a root shell on a node
  npm run local -- down              remove everything`);
}

/** On for a new run, unless LOCAL_CLOUD_INTERNET has another value. A run keeps what it was started with. */
function withInternet(settings: Settings, offline: boolean): Settings {
  if (!existsSync(internetFile(settings.stateDir))) {
    const internet = offline ? 'off' : process.env.LOCAL_CLOUD_INTERNET ? settings.internet : 'all';
    return { ...settings, internet };
  }
  if (offline && settings.internet !== 'off')
    throw new Error(
      'This local cloud was started with the Internet: `npm run local -- down` removes it; then start it with --offline.',
    );
  return settings;
}

const options = new Command('npm start --')
  .description('Runs www.foobar.com on this machine: real HAProxy, nginx, MySQL and cloud-init, no cloud account.')
  .addOption(
    new Option('--providers <source>', 'Terraform providers: the stand-ins, or the real ones from the registry')
      .choices(['stand-in', 'registry'])
      .default('stand-in'),
  )
  .option(
    '--offline',
    'droplets reach nothing outside of the local cloud; otherwise they reach what this machine reaches',
  )
  .parse()
  .opts<Options>();

main(options).catch((error: Error) => {
  printError(error.message);
  process.exit(1);
});
