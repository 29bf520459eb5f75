/** `npm start`: from a clean clone to the site on the local cloud. Every step is idempotent. */
import { Command, Option } from 'commander';
import type { ProviderSource } from '../local-cloud/client';
import { renderNodes, reportNodes } from '../local-cloud/report';
import { readSettings } from '../local-cloud/settings';
import { SITE, bringUp } from './bring-up';
import { print, printError } from '../host/terminal';

async function main(providers: ProviderSource): Promise<void> {
  const settings = readSettings();
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

const options = new Command('npm start --')
  .description('Runs www.foobar.com on this machine: real HAProxy, nginx, MySQL and cloud-init, no cloud account.')
  .addOption(
    new Option('--providers <source>', 'Terraform providers: the stand-ins, or the real ones from the registry')
      .choices(['stand-in', 'registry'])
      .default('stand-in'),
  )
  .parse()
  .opts<{ providers: ProviderSource }>();

main(options.providers).catch((error: Error) => {
  printError(error.message);
  process.exit(1);
});
