import { join, resolve } from 'node:path';
import { findDaemon, terraformEnvironment } from '../local-cloud/client';
import { outsideNamespace } from '../local-cloud/network/outside';
import { readSettings, type Settings } from '../local-cloud/settings';
import { DigitalOcean } from './digitalocean';
import { Fence, type Power } from './fence';
import type { MysqlMigration } from './mysql/managed-cluster';
import { SiteNodes, type NodeOutput, type Nodes, type Reach } from './site-nodes';
import { Terraform, type Replacing } from './terraform';

const DIGITALOCEAN = 'https://api.digitalocean.com';
const LOCAL = 'local';

export interface Connection {
  readonly nodes: Nodes;
  readonly fence: Power;
  readonly terraform: Replacing;
  readonly digitalOcean: DigitalOcean;
}

/**
 * To the nodes of an environment that was deployed from this directory. The environment `local` is reached as its administrators reach
 * it, from their address in its network.
 */
export async function connect(environment: string, output = 'cdktf.out'): Promise<Connection> {
  const outputs = await readOutputs(environment, output);
  if (environment === LOCAL) return connectLocal(outputs, readSettings(), output);
  const digitalOcean = new DigitalOcean(DIGITALOCEAN, process.env.TF_VAR_digitalocean_token ?? '');
  const terraform = new Terraform(stackDirectory(environment, output));
  return { nodes: new SiteNodes(outputs), fence: new Fence(digitalOcean), terraform, digitalOcean };
}

export async function connectLocal(
  outputs: Readonly<Record<string, NodeOutput>>,
  settings: Settings,
  output: string,
): Promise<Connection> {
  const daemon = findDaemon(settings);
  if (!daemon) throw new Error('The local cloud is not running: `npm start` starts it.');
  const reach: Reach = {
    prefix: ['ip', 'netns', 'exec', outsideNamespace(settings.run, 'admins')],
    ssh: ['-i', join(settings.stateDir, 'id_ed25519')],
    knownHosts: join(settings.stateDir, 'known_hosts'),
  };
  const terraform = new Terraform(stackDirectory(LOCAL, output), await terraformEnvironment(daemon, settings));
  const digitalOcean = new DigitalOcean(daemon.api, daemon.tokens.digitalOcean);
  return { nodes: new SiteNodes(outputs, reach), fence: new Fence(digitalOcean), terraform, digitalOcean };
}

/** What the last deploy has put out. */
export async function readOutputs(environment: string, output: string): Promise<Readonly<Record<string, NodeOutput>>> {
  const directory = stackDirectory(environment, output);
  let text: string;
  try {
    text = await new Terraform(directory).output('droplets');
  } catch (error) {
    throw new Error(`${environment} is not deployed from here: ${directory} has no output 'droplets'`, {
      cause: error,
    });
  }
  return JSON.parse(text) as Record<string, NodeOutput>;
}

/** What the last deploy says of a database that moves; undefined when it does not. */
export async function readMigration(environment: string, output = 'cdktf.out'): Promise<MysqlMigration | undefined> {
  try {
    return JSON.parse(
      await new Terraform(stackDirectory(environment, output)).output('mysql_migration'),
    ) as MysqlMigration;
  } catch {
    return undefined;
  }
}

function stackDirectory(environment: string, output: string): string {
  return resolve(output, 'stacks', environment);
}
