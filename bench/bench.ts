/** `npm run bench`: throughput of the site's own configurations, as ratios to nginx alone. Needs root on Debian. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { installHostPackages, missingHostPackages, whyNoRuntime } from '../local-cloud/host/packages';
import { succeeds } from '../local-cloud/host/run';
import { buildImage } from '../local-cloud/image/build';
import { readSettings } from '../local-cloud/settings';

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number from 1');
  return value;
}

const program = new Command('npm run bench --')
  .description('Measures HAProxy, nginx and an app on this machine with the configurations that the site has.')
  .option('--rounds <number>', 'each measures every line once; medians are printed', wholeNumber, 5)
  .option('--seconds <number>', 'of load for each line of a round, about', wholeNumber, 3)
  .parse();

async function prepare(): Promise<void> {
  const why = await whyNoRuntime();
  if (why) throw new Error(why);
  const missing: string[] = await missingHostPackages();
  if (!(await succeeds('h2load', ['--version']))) missing.push('nghttp2-client');
  if (missing.length > 0) await installHostPackages(missing, () => undefined);
  await buildImage(readSettings(), (line) => console.error(`image: ${line}`));
}

async function main(): Promise<void> {
  const { rounds, seconds } = program.opts<{ rounds: number; seconds: number }>();
  await prepare();
  const own = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const inside = [process.execPath, '--import', 'tsx', join(__dirname, 'rounds.ts'), String(rounds), String(seconds)];
  const { status } = spawnSync('unshare', [...own, ...inside], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
