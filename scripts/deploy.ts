import { join } from 'node:path';
import { run } from '../local-cloud/host/run';

const root = join(__dirname, '..');

/** Lines of Terraform's that tell how far it is; the rest is for the error. */
const PROGRESS =
  /: (Creating|Still creating|Creation complete|Modifying|Modifications complete|Destroying|Destruction complete)|local-exec\)|Apply complete|No changes|Destroy complete/;
const COLORS = /\u001b\[[0-9;]*[A-Za-z]/g;

/** `cdktf deploy` of an environment, as a platform team runs it. Rejects with the end of what Terraform said. */
export function deploy(stack: string, env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<void> {
  return cdktf('deploy', stack, env, progress);
}

export function destroy(stack: string, env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<void> {
  return cdktf('destroy', stack, env, progress);
}

async function cdktf(
  command: string,
  stack: string,
  env: NodeJS.ProcessEnv,
  progress: (line: string) => void,
): Promise<void> {
  const said: string[] = [];
  const onLine = (colored: string) => {
    const line = colored
      .replace(COLORS, '')
      .replace(/^local\s+/, '')
      .trim();
    if (!line || /Stacks? (deploying|done|waiting|destroying)/.test(line)) return;
    said.push(line);
    if (PROGRESS.test(line)) progress(line);
  };
  await run(join(root, 'node_modules/.bin/cdktf'), [command, stack, '--auto-approve'], {
    cwd: root,
    env: { ...env, FORCE_COLOR: '0' },
    onLine,
  }).catch(() => {
    throw new Error(`cdktf ${command} ${stack} failed:\n${said.slice(-60).join('\n')}`);
  });
}
