/** `npm run test:plan` and `npm run test:local`: the suites that need more than Node. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { terraformBinary } from '../host/terraform-binary';
import { installHostPackages, missingHostPackages, whyNoRuntime } from '../local-cloud/host/packages';
import { succeeds } from '../host/run';
import { buildImage } from '../local-cloud/image/build';
import { readSettings } from '../local-cloud/settings';

type Suite = 'plan' | 'local-cloud';

/** Makes what the suite needs, or says what is missing. */
async function prepare(suite: Suite): Promise<void> {
  if (!(await succeeds(terraformBinary(), ['version']))) {
    throw new Error(
      `The suite '${suite}' needs Terraform: '${terraformBinary()}' is not on the PATH (or name it in TERRAFORM_BINARY_NAME).`,
    );
  }
  if (suite === 'plan') return;
  const why = await whyNoRuntime();
  if (why) throw new Error(`The suite '${suite}' cannot run here. ${why}`);
  const missing = await missingHostPackages();
  if (missing.length > 0) {
    console.error(`Installing ${missing.join(', ')} ...`);
    await installHostPackages(missing, () => undefined);
  }
  await buildImage(readSettings(), (line) => console.error(`image: ${line}`));
}

const program = new Command('test-suite')
  .argument('<suite>')
  .argument('[jest...]', 'arguments for jest, after --')
  .addOption(new Option('--providers <source>').choices(['stand-in', 'registry']).default('stand-in'))
  .parse();
const [suite, ...jest] = program.args as [Suite, ...string[]];
const { providers } = program.opts<{ providers: string }>();

/** Runs jest on its projects; gives the exit code. */
function runJest(projects: readonly string[], ...options: string[]): number {
  const cli = join(__dirname, '../node_modules/.bin/jest');
  // A snapshot that is not there is a failure: `npm run snapshots` writes them. The projects come last: jest takes all words behind the option
  // for their names.
  const { status } = spawnSync(cli, [...jest, ...options, '--ci', '--selectProjects', ...projects], {
    stdio: 'inherit',
    env: { ...process.env, PROVIDERS: providers },
  });
  return status ?? 1;
}

/** Plans run two at a time; named files of the local cloud one after the other, the whole of it in two phases. */
function runSuite(): number {
  if (suite === 'plan') return runJest(['plan'], '--maxWorkers=2');
  if (jest.length > 0) return runJest(['local-cloud', 'local-cloud-alone'], '--runInBand');
  // With the time of each test: these are the long ones.
  const failed = runJest(['local-cloud'], '--maxWorkers=2', '--verbose');
  return runJest(['local-cloud-alone'], '--runInBand', '--verbose') || failed;
}

prepare(suite).then(
  () => process.exit(runSuite()),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
