/** `npm start`: from a clean clone to the site on the local cloud. Every step is idempotent. */
import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { ProviderSource } from '../local-cloud/client';
import { renderNodes, reportNodes } from '../local-cloud/report';
import { giveApp } from '../local-cloud/app/given-app';
import { internetFile } from '../local-cloud/internet/access';
import { readSettings, type Settings } from '../local-cloud/settings';
import { SITE, bringUp } from './bring-up';
import { print, printError } from '../host/terminal';

interface GivenAppOptions {
  readonly app?: string;
  readonly start?: string;
  readonly build?: string;
  readonly release?: string;
  readonly package?: readonly string[];
  readonly health?: string;
  readonly env?: readonly string[];
}

interface Options extends GivenAppOptions {
  readonly providers: ProviderSource;
  readonly offline?: boolean;
}

async function main({ providers, offline = false, ...options }: Options): Promise<void> {
  const settings = withInternet(readSettings(), offline);
  await chooseApp(options, settings);
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

/** Of a new run the sample, unless another is given. A run keeps its app. */
async function chooseApp({ app, ...options }: GivenAppOptions, { stateDir }: Settings): Promise<void> {
  const { start, build, release, package: packages, health: healthCheckPath, env: environment } = options;
  const given = { start, build, release, packages, healthCheckPath, environment };
  if (app !== undefined) {
    const { directory, start, build, release, workers } = await giveApp(app, given, stateDir);
    print(
      `App: ${directory}\n  start: ${start}\n  build: ${build ?? 'none'}\n  release: ${release ?? 'none'}\n  workers: ${Object.keys(workers).join(', ') || 'none'}`,
    );
  } else if (Object.values(given).some((one) => one !== undefined)) {
    throw new Error(
      '--start, --build, --release, --package, --health and --env are about an app: name its directory with --app.',
    );
  }
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
  .option('--app <directory>', 'runs this app in place of the sample: its Procfile, or the options below, say how')
  .option(
    '--start <command>',
    'starts it: it listens on $HOST:$PORT and ends on SIGTERM (else: the web process of its Procfile)',
  )
  .option('--build <commands>', 'runs once on each node, before (else: pip install, where there is a requirements.txt)')
  .option(
    '--release <commands>',
    'run once for each release, on one node, such as migrations (else: the release process of its Procfile)',
  )
  .option('--package <names...>', "packages of the image's repository that build and start need")
  .option('--health <path>', 'answers 200 when the app can work; /healthz, unless given')
  .option('--env <variables...>', 'NAME=VALUE, beside those of the database')
  .parse()
  .opts<Options>();

main(options).catch((error: Error) => {
  printError(error.message);
  process.exit(1);
});
