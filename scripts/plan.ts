/** `npm run plan -- ENVIRONMENT`: synthesizes, plans, and says what the plan does to visitors and to data; for people and for pipelines. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { environments } from '../environments';
import { terraformBinary } from '../host/terraform-binary';
import { run } from '../host/run';
import { parsePlan } from '../testing';
import { planCommand } from '../testing/plan/plan-command';
import { print, printError, printable } from '../host/terminal';

const root = join(__dirname, '..');

interface Options {
  readonly allow?: string;
  readonly markdown?: string;
  readonly drift?: boolean;
}

const program = new Command('npm run plan --')
  .argument('<environment>', Object.keys(environments).join(', '))
  .option('--allow <impacts>', 'what may go through: some of safe, rolling, disruptive, less-secure, data-loss')
  .option('--markdown <file>', 'writes the verdict for a comment, too')
  .option('--drift', 'fails when there is anything to do: what is deployed is not what is written')
  .parse();

async function main(environment: string, { allow, markdown, drift }: Options): Promise<number> {
  if (!(environment in environments))
    throw new Error(`There is no environment '${environment}' (use one of ${Object.keys(environments).join(', ')}).`);
  const out = process.env.CDKTF_OUTDIR ?? join(root, 'cdktf.out');
  mkdirSync(out, { recursive: true });
  await run('node', ['--import', 'tsx', 'main.ts'], { cwd: root, env: { ...process.env, CDKTF_OUTDIR: out } });
  const stack = join(out, 'stacks', environment);
  const terraform = (...args: string[]) => run(terraformBinary(), args, { cwd: stack });
  await terraform('init', '-input=false');
  const planned = await planOf(terraform);

  const read = () => Promise.resolve(planned);
  const allowed = allow === undefined ? [] : ['--allow', allow];
  const verdict = await planCommand(allowed, read);
  process.stdout.write(printable(verdict.output));
  process.stderr.write(printable(verdict.error));
  if (markdown) writeFileSync(markdown, (await planCommand(['--markdown', ...allowed], read)).output);
  if (!drift) return verdict.exitCode;
  const changes = parsePlan(planned).resource_changes?.filter(({ change }) => change.actions.join() !== 'no-op') ?? [];
  if (changes.length > 0) print(`Drift: ${changes.length} resources are not as they are written.`);
  return changes.length > 0 ? 1 : 0;
}

/** The plan as JSON. Terraform saves it with all variables in clear: in a directory that only this user may enter, and not for long. */
async function planOf(terraform: (...args: string[]) => Promise<string>): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'plan-'));
  const file = join(directory, 'planned');
  try {
    await terraform('plan', '-input=false', '-lock=false', `-out=${file}`);
    return await terraform('show', '-json', file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

main(program.args[0]!, program.opts()).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    printError(error.message);
    process.exitCode = 2;
  },
);
