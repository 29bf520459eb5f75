import { join } from 'node:path';
import { run } from '../host/run';
import { printableLine } from '../host/terminal';
import { terraformErrors } from './terraform-errors';

const root = join(__dirname, '..');

/** Lines of Terraform's that tell how far it is; the rest is for the error. */
const PROGRESS =
  /: (Creating|Still creating|Creation complete|Modifying|Modifications complete|Destroying|Destruction complete)|local-exec\)|Apply complete|No changes|Destroy complete/;
const COLORS = /\u001b\[[0-9;]*[A-Za-z]/g;

const COMPLETE = /Apply complete!|Destroy complete!|No changes\./;
/** The spinner of cdktf, and Terraform's word on a configuration file that people need not have. */
const NOISE =
  /Stacks? (deploying|done|waiting|destroying)|Synthesizing|^.? *Starting|CLI configuration|^[│╷╵]? *$|Refreshing state/;

export interface DeployOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (line: string) => void;
  /** Directory of the synthesized configuration. @default cdktf.out */
  readonly output?: string;
  /** Where cdktf.json is. @default this project */
  readonly directory?: string;
  /** Command that synthesizes. @default as cdktf.json says */
  readonly app?: string;
}

/** `cdktf deploy` of an environment, as a platform team runs it. Rejects with Terraform's own errors, whole, or else with the end of what was printed. */
export function deploy(stack: string, options: DeployOptions): Promise<void> {
  return cdktf('deploy', stack, options);
}

export function destroy(stack: string, options: DeployOptions): Promise<void> {
  return cdktf('destroy', stack, options);
}

async function cdktf(command: string, stack: string, options: DeployOptions): Promise<void> {
  const { env, progress, output, app, directory = root } = options;
  // `terraform providers lock` would look up every platform at the registry; `init` locks what a mirror or the registry gives for this one.
  const args = [command, stack, '--auto-approve', '--skip-provider-lock'];
  if (output) args.push('--output', output);
  if (app) args.push('--app', app);
  const said: string[] = [];
  const printed: string[] = [];
  const onLine = (colored: string) => {
    // Provisioners repeat what nodes report.
    const text = printableLine(colored.replace(COLORS, '').replace(new RegExp(`^${stack} {2}`), ''));
    printed.push(text);
    const line = text.trim();
    if (!line || NOISE.test(line)) return;
    said.push(line);
    if (PROGRESS.test(line)) progress(line.replace(/^(\S+) \(([^)]*)\)/, '$2'));
  };
  const cli = join(root, 'node_modules/.bin/cdktf');
  const ended = await run(cli, args, { cwd: directory, env: { ...env, FORCE_COLOR: '0' }, onLine }).then(
    () => true,
    () => false,
  );
  // cdktf also ends with 0 when its Terraform was killed.
  if (ended && said.some((line) => COMPLETE.test(line))) return;
  const errors = terraformErrors(printed);
  throw new Error(`cdktf ${command} ${stack} failed:\n${errors.join('\n\n') || said.slice(-60).join('\n')}`);
}
