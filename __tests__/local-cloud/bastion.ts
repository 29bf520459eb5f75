import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { run } from '../../host/run';
import { until } from '../../host/until';
import { ADMIN_ADDRESS } from '../../local-cloud/addresses';
import { imageOf } from '../../local-cloud/image/build';
import { outsideNamespace } from '../../local-cloud/network/outside';
import { settings, source, terraform, terraformFrom } from './site';

const WORKFLOW = join(__dirname, '../../.github/workflows/deploy.yml');
const ADMINS = outsideNamespace(settings.run, 'admins');
/** Where a hosted runner would be: out on the internet, in nobody's adminCidrs. */
const RUNNER = outsideNamespace(settings.run, 'visitors');

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const SSHD = `ListenAddress ${ADMIN_ADDRESS}
HostKey /etc/bastion/host
AuthorizedKeysFile /etc/bastion/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM yes
`;

/**
 * A machine with ssh at the administrators' desk (sshd of the droplets' image), and the tunnel through it that the workflow `deploy.yml`
 * opens, by its own script, in the runner's namespace. `work` gets the environment of the workflow's deploy.
 */
async function throughBastion<T>(work: (env: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(settings.stateDir, 'bastion-'));
  const before = await pidsOf(ADMINS);
  try {
    const hostKey = await startSshd(directory);
    const { jobs } = parse(readFileSync(WORKFLOW, 'utf8')) as { jobs: { deploy: { steps: readonly Step[] } } };
    const find = (what: RegExp) => jobs.deploy.steps.find((step) => what.test(step.run ?? ''))!;
    openTunnel(directory, find(/ssh -f/).run!, {
      BASTION: `root@${ADMIN_ADDRESS}`,
      BASTION_HOST_KEY: `${ADMIN_ADDRESS} ${hostKey}`,
      BASTION_KEY: readFileSync(join(directory, 'client'), 'utf8').trimEnd(),
    });
    return await work(find(/cdktf deploy/).env!);
  } finally {
    // With the sessions of sshd the tunnel's other end goes, too.
    for (const pid of await pidsOf(ADMINS)) if (!before.includes(pid)) process.kill(pid, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Applies from the runner. Providers from the registry need the APIs, which are on the host's loopback: they apply from there. */
export function applyThroughBastion(...args: string[]): Promise<{ code: number; output: string }> {
  if (source === 'registry') return terraform('apply', '-auto-approve', ...args);
  const prefix = ['ip', 'netns', 'exec', RUNNER];
  return throughBastion((env) => terraformFrom(prefix, env, 'apply', '-auto-approve', ...args));
}

/** Gives the public host key. */
async function startSshd(directory: string): Promise<string> {
  const upper = join(directory, 'upper/etc/bastion');
  mkdirSync(upper, { recursive: true });
  for (const part of ['work', 'root', 'home']) mkdirSync(join(directory, part));
  for (const file of [join(upper, 'host'), join(directory, 'client')])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  writeFileSync(join(upper, 'sshd_config'), SSHD);
  const client = readFileSync(join(directory, 'client.pub'), 'utf8');
  writeFileSync(join(upper, 'authorized_keys'), `restrict,port-forwarding ${client}`);
  const { base } = imageOf(settings);
  // `ip netns exec` gives it mounts of its own, which end with it.
  const script = `cd "$0"
    mount -t overlay overlay -o lowerdir=${base},upperdir=upper,workdir=work root
    mount --bind /dev root/dev
    mkdir -p root/run/sshd
    exec chroot root /usr/sbin/sshd -D -e -f /etc/bastion/sshd_config`;
  const log = openSync(join(directory, 'sshd.log'), 'w');
  const sshd = spawn('ip', ['netns', 'exec', ADMINS, 'sh', '-euc', script, directory], {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const saysSo = () => readFileSync(join(directory, 'sshd.log'), 'utf8');
  await until(() => saysSo().includes('Server listening'), 20, 'sshd listens').catch((error: Error) => {
    throw new Error(`${error.message}: ended with ${sshd.exitCode}: ${saysSo()}`);
  });
  return readFileSync(join(upper, 'host.pub'), 'utf8').trim();
}

function openTunnel(directory: string, script: string, env: Readonly<Record<string, string>>): void {
  const [file, output] = [join(directory, 'step.sh'), join(directory, 'step.log')];
  writeFileSync(file, script);
  // Into a file: the tunnel may keep what it got open.
  const log = openSync(output, 'w');
  const { status } = spawnSync('ip', ['netns', 'exec', RUNNER, 'bash', '-e', file], {
    env: { PATH: process.env.PATH, HOME: join(directory, 'home'), ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (status !== 0) throw new Error(`the tunnel was not opened: ${readFileSync(output, 'utf8')}`);
}

async function pidsOf(namespace: string): Promise<readonly number[]> {
  return (await run('ip', ['netns', 'pids', namespace])).split('\n').filter(Boolean).map(Number);
}
