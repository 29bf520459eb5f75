/**
 * `npm run bench`: throughput of the site's own configurations, as ratios to nginx alone. Needs root on Debian.
 * `npm run bench -- mysql`: of a group and a pair, as ratios to a single MySQL server. Needs root on Debian.
 * `npm run bench -- watching`: processor and memory that self-hosted monitoring takes on each node of a site on the local cloud. Needs root on Debian.
 * `npm run bench -- synth`: what a synth with the constructs costs, as a ratio to the same resources by hand. Needs nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, type CommandOptions } from 'commander';
import { installHostPackages, missingHostPackages, whyNoRuntime } from '../local-cloud/host/packages';
import { succeeds } from '../host/run';
import { buildImage } from '../local-cloud/image/build';
import { readSettings } from '../local-cloud/settings';
import { wholeNumber } from '../cli/command-line';

interface LoadOptions {
  readonly rounds: number;
  readonly seconds: number;
}

const program = new Command('npm run bench --').description('Measures on this machine, in ratios.');
loadCommand('throughput', 'HAProxy, nginx and an app with the configurations that the site has', {
  isDefault: true,
}).action(measureThroughput);
loadCommand('mysql', 'one MySQL server, a pair and a group with the configurations that the site has')
  .option('--publish', 'writes the figures into docs/throughput.md')
  .action(measureMysql);
program
  .command('watching')
  .description('what self-hosted monitoring takes on each node of a site on the local cloud')
  .option('--seconds <number>', 'between two readings', wholeNumber(), 120)
  .option('--publish', 'writes the figures into docs/throughput.md')
  .action(measureWatching);
program
  .command('synth')
  .description('a synth with the constructs, against the same resources by the providers alone')
  .argument('[droplets...]', 'how many', (text: string, all: number[] = []) => [...all, wholeNumber()(text)])
  .option('--rounds <number>', 'each synthesizes both; medians are printed', wholeNumber(), 5)
  .action((droplets: number[] | undefined, { rounds }: { rounds: number }) =>
    measureSynth(droplets?.length ? droplets : [5, 100, 1000], rounds),
  );

function loadCommand(name: string, description: string, options?: CommandOptions): Command {
  return program
    .command(name, options)
    .description(description)
    .option('--rounds <number>', 'each measures every line once; medians are printed', wholeNumber(), 5)
    .option('--seconds <number>', 'of load for each line of a round, about', wholeNumber(), 3);
}

async function prepare(alsoMissing: readonly string[]): Promise<void> {
  const why = await whyNoRuntime();
  if (why) throw new Error(why);
  const missing = [...(await missingHostPackages()), ...alsoMissing];
  if (missing.length > 0) await installHostPackages(missing, () => undefined);
  await buildImage(readSettings(), (line) => console.error(`image: ${line}`));
}

async function measureThroughput({ rounds, seconds }: LoadOptions): Promise<void> {
  await prepare((await succeeds('h2load', ['--version'])) ? [] : ['nghttp2-client']);
  inNamespaces(join(__dirname, 'rounds.ts'), [String(rounds), String(seconds)]);
}

async function measureMysql({ rounds, seconds, publish }: LoadOptions & { readonly publish?: true }): Promise<void> {
  await prepare([]);
  // Commits must meet a disk.
  const { stateDir } = readSettings();
  mkdirSync(dirname(stateDir), { recursive: true });
  const disk = mkdtempSync(join(dirname(stateDir), 'bench-'));
  // The processes in the namespaces end by themselves; what they have written goes afterwards.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  try {
    const args = [String(rounds), String(seconds), disk, ...(publish ? ['publish'] : [])];
    inNamespaces(join(__dirname, 'mysql/rounds.ts'), args);
  } finally {
    rmSync(disk, { recursive: true, force: true });
  }
}

async function measureWatching({ seconds, publish }: { seconds: number; publish?: true }): Promise<void> {
  await prepare([]);
  const program = join(__dirname, 'watching/measure.ts');
  const args = ['--import', 'tsx', program, String(seconds), ...(publish ? ['publish'] : [])];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

/** A program with namespaces of its own for network, mounts and processes; they end with it. */
function inNamespaces(file: string, args: readonly string[]): void {
  const own = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const inside = [process.execPath, '--import', 'tsx', file, ...args];
  const { status } = spawnSync('unshare', [...own, ...inside], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function measureSynth(droplets: readonly number[], rounds: number): void {
  const program = join(__dirname, 'synth/rounds.ts');
  const args = ['--expose-gc', '--import', 'tsx', program, String(rounds), ...droplets.map(String)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
