import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { terraformBinary } from '../../host/terraform-binary';
import { until } from '../../host/until';
import {
  askLocal,
  findDaemon,
  terraformEnvironment,
  terraformState,
  type CloudStatus,
  type Daemon,
  type ProviderSource,
} from '../../local-cloud/client';
import { HostRuntime } from '../../local-cloud/droplet/host-runtime';
import { run } from '../../host/run';
import { launch } from '../../local-cloud/launch';
import { namespaceOfAddress } from '../../local-cloud/network/outside';
import { reachOf } from '../../local-cloud/reach';
import { readSettings } from '../../local-cloud/settings';
import { visit } from '../../local-cloud/visitor';
import { connect, type Connection } from '../../cli/connect';
import { Project } from '../../cli/project/project';
import { deploy, destroy } from '../../scripts/deploy';

export const SITE = 'https://www.foobar.com';
export const source = (process.env.PROVIDERS ?? 'stand-in') as ProviderSource;

/** Of jest's workers, from 1: each has a local cloud of its own. */
const worker = Number(process.env.JEST_WORKER_ID ?? 1);
const PORTS_APART = 20;

/** A run of its own: a local cloud that `npm start` made goes on beside it. */
export const settings = readSettings({
  ...process.env,
  LOCAL_CLOUD_RUN: `${process.env.TEST_CLOUD_RUN ?? 'test'}${worker > 1 ? worker : ''}`,
  LOCAL_CLOUD_STATE: undefined,
  LOCAL_CLOUD_PORT: String(Number(process.env.TEST_CLOUD_PORT ?? 8890) + PORTS_APART * (worker - 1)),
});
export const runtime = new HostRuntime(settings);
/** Where deploys leave their configurations. */
export const OUTPUT = join(settings.stateDir, 'cdktf.out');

export type Variant =
  | 'as-it-is'
  | 'active-passive'
  | 'managed'
  | 'acme'
  | 'watched'
  | 'broken-app'
  | 'unfit-app'
  | 'three servers'
  | 'a group'
  | 'a group with an unknown setting'
  | 'a group with new passwords and settings'
  | 'a group of five'
  | 'self-hosted'
  | 'from self-hosted to managed'
  | 'managed alone'
  | 'from managed to self-hosted'
  | 'five-web-servers'
  | 'new-limits';

/** All that the deploys have printed. */
export const printed: string[] = [];

export function daemon(): Daemon {
  return findDaemon(settings)!;
}

async function options(variant: Variant) {
  const env = { ...(await terraformEnvironment(await launch(settings), settings, source)), VARIANT: variant };
  return {
    env,
    output: OUTPUT,
    app: 'node --import tsx __tests__/local-cloud/site-app.ts',
    progress: (line: string) => printed.push(line),
  };
}

export async function deploySite(variant: Variant = 'as-it-is'): Promise<void> {
  await deploy('local', await options(variant));
}

export async function destroySite(variant: Variant = 'as-it-is'): Promise<void> {
  await destroy('local', await options(variant));
}

/** Runs Terraform on what the last deploy has synthesized; gives its exit code. */
export function terraform(...args: string[]): Promise<{ code: number; output: string }> {
  return terraformFrom([], {}, ...args);
}

/** The same, by a command that begins with `prefix` and has more in its environment. */
export async function terraformFrom(
  prefix: readonly string[],
  more: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  const cwd = join(OUTPUT, 'stacks/local');
  const { env } = await options('as-it-is');
  const [command, ...rest] = [...prefix, terraformBinary(), ...args, '-no-color'];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    cwd,
    env: { ...process.env, ...env, ...more },
    encoding: 'utf8',
  });
  return { code: status ?? 1, output: stdout + stderr };
}

/** What is deployed is what the stack says. */
export async function expectEmptyPlan(): Promise<void> {
  const plan = await terraform('plan', '-detailed-exitcode', '-input=false');
  expect(plan).toMatchObject({ code: 0, output: expect.stringContaining('No changes.') as string });
}

/** Kills the process of the APIs, and starts another one over the same state and droplets. */
export async function restartApi(): Promise<void> {
  process.kill(daemon().pid, 'SIGKILL');
  await until(() => findDaemon(settings) === undefined, 30, 'the process of the APIs is gone');
  await launch(settings);
}

/** Processes of the Terraform that works on this run's configuration, and nobody else's: known by where it works. */
function terraformProcesses(): number[] {
  const output = join(settings.stateDir, 'cdktf.out');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
        return /^(terraform|tofu)/.test(command) && readlinkSync(`/proc/${pid}/cwd`).startsWith(output);
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}

/**
 * Kills Terraform, but not while it writes its state: it empties the file first, and whoever kills it in between has no state any more. So it
 * is stopped, and killed when the file is whole.
 */
export async function killTerraform(): Promise<void> {
  const signal = (name: NodeJS.Signals) => terraformProcesses().forEach((pid) => process.kill(pid, name));
  const isStopped = (pid: number) => /^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  const isWhole = () => {
    try {
      return resourcesInState('digitalocean_droplet').length > 0;
    } catch {
      return false;
    }
  };
  const isStoppedWithAll = async () => {
    signal('SIGSTOP');
    await until(() => terraformProcesses().every(isStopped), 5, 'Terraform has stopped', 5);
    const whole = isWhole();
    if (!whole) signal('SIGCONT');
    return whole;
  };
  await until(isStoppedWithAll, 10, "Terraform's state is whole");
  signal('SIGKILL');
}

/** The directory in which operators work. */
export const project = new Project(undefined, { output: OUTPUT, findReach: reachOf(() => settings) });

/** As operators have it, after a deploy. */
export async function connection(): Promise<Connection> {
  return connect({ stack: 'local' }, project);
}

export async function status(): Promise<CloudStatus> {
  return askLocal<CloudStatus>(daemon(), '/status');
}

/** The droplet of a node that carries the node's name now: the youngest. */
export async function node(name: string): Promise<CloudStatus['droplets'][number]> {
  const { droplets } = await status();
  const found = droplets.filter((droplet) => droplet.name.startsWith(`${name}.`)).sort((a, b) => b.id - a.id)[0];
  if (!found) throw new Error(`no node ${name}`);
  return found;
}

/** Pulls a droplet's plug, or switches it on. */
export async function power(name: string, verb: 'kill' | 'start'): Promise<void> {
  await askLocal(daemon(), `/droplets/${(await node(name)).id}/${verb}`, 'POST');
}

export async function onNode(name: string, script: string): Promise<string> {
  return runtime.exec((await node(name)).id, ['sh', '-euc', script]);
}

export function get(path: string, ...more: string[]): Promise<string> {
  return visit(settings, SITE + path, more);
}

/** After a deploy: the load balancers find the last nodes when names and health checks have come round. */
export async function siteAnswers(): Promise<void> {
  await until(async () => (await get('/path')) !== '', 90, 'the site answers');
}

export interface Visit {
  readonly written_on: string;
  readonly read_from: string;
  readonly web_server: string;
}

export async function postVisit(): Promise<Visit> {
  return JSON.parse(await get('/visits', '-X', 'POST')) as Visit;
}

/** Host names of the web servers that answered `count` requests, one connection each. */
export async function webServers(count: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    // By the app, which nginx tells: visitors get no names of nodes.
    const page = await get('/path', '--no-fail', '-m', '2');
    names.push(/"web_server": ?"([^"]+)"/.exec(page)?.[1] ?? 'none');
  }
  return names;
}

/** Whether a TCP connection from an address of the local cloud's internet comes about. */
export async function connects(from: string, to: string, port: number): Promise<boolean> {
  const curl = `curl -s -o /dev/null -m 1 --interface ${from} -w '%{time_connect}' http://${to}:${port}/ || :`;
  return Number(await run('ip', ['netns', 'exec', namespaceOfAddress(settings.run, from), 'sh', '-c', curl])) > 0;
}

interface TerraformState {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: Record<string, unknown> }[];
  }[];
}

/** What Terraform remembers by now. */
export function resourcesInState(type: string): readonly Record<string, unknown>[] {
  const file = terraformState(settings);
  if (!existsSync(file)) return [];
  const { resources } = JSON.parse(readFileSync(file, 'utf8')) as TerraformState;
  return resources
    .filter((one) => one.type === type)
    .flatMap(({ instances }) => instances.map(({ attributes }) => attributes));
}

/** Every value that must be nowhere but in Terraform's state and on the nodes. */
export function secretsInState(): string[] {
  const made = [
    ...resourcesInState('random_password').map(({ result }) => String(result)),
    ...resourcesInState('tls_private_key').map(({ private_key_pem: key }) => String(key)),
  ];
  // The middle of a key stands on a line of its own wherever the key is shown.
  return [...made.map((secret) => secret.split('\n')[1] ?? secret), ...Object.values(daemon().tokens)];
}
