import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraformBinary } from '../host/terraform-binary';
import type { PaceName } from './api/pace';
import { givenAppFile } from './app/given-app';
import { askRegistryHost, reattachVariable } from './providers/reattach';
import type { Reattach } from './providers/wire/resident';
import type { DropletStatus } from './runtime';
import type { Droplets, Settings } from './settings';
import type { SpacesKey } from './spaces/keys';

/** How to reach a running local cloud; a file that its user alone reads. */
export interface Daemon {
  readonly pid: number;
  readonly droplets: Droplets;
  readonly pace: PaceName;
  readonly api: string;
  /** The same by TLS. */
  readonly apiByTls: string;
  /** File of the authority that clients by TLS trust, PEM: that of visitors. */
  readonly authority: string;
  /** For the local cloud's own routes. */
  readonly localToken: string;
  readonly reattach: Readonly<Record<string, Reattach>>;
  /** `digitalOcean` has the scopes that a deploy of a site needs; `fullAccess` is DigitalOcean's with every scope, for any other client. */
  readonly tokens: Readonly<Record<'digitalOcean' | 'fullAccess' | 'cloudflare' | 'failover', string>>;
  readonly spacesKey: SpacesKey;
}

export interface CloudStatus {
  readonly droplets: readonly (DropletStatus & {
    readonly id: number;
    readonly name: string;
    readonly tags: readonly string[];
    readonly publicIp: string;
    readonly privateIp: string;
    readonly status: string;
    readonly failure?: string;
    readonly reservedIp?: string;
  })[];
  readonly databases: readonly {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly nodes: readonly (DropletStatus & {
      readonly id: number;
      readonly name: string;
      readonly publicIp: string;
      readonly privateIp: string;
      readonly role: 'primary' | 'standby' | 'read replica';
    })[];
  }[];
  /** Resources that the machine below cannot have. */
  readonly unapplied: readonly { readonly kind: string; readonly id: string; readonly why: string }[];
  readonly resources: Readonly<Record<string, number>>;
}

export function daemonFile(settings: Settings): string {
  return join(settings.stateDir, 'daemon.json');
}

/** The local cloud that runs, if one does. */
export function findDaemon(settings: Settings): Daemon | undefined {
  let text;
  try {
    text = readFileSync(daemonFile(settings), 'utf8');
  } catch {
    return undefined;
  }
  const daemon = JSON.parse(text) as Daemon;
  return isAlive(daemon.pid) ? daemon : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Asks the local cloud's own routes. Rejects with its message. */
export async function askLocal<T>(
  daemon: Pick<Daemon, 'api' | 'localToken'>,
  path: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' = 'GET',
  body?: object,
): Promise<T> {
  const response = await fetch(`${daemon.api}/local${path}`, {
    method,
    headers: {
      authorization: `Bearer ${daemon.localToken}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `${method} ${path}: ${response.status}`);
  return answer;
}

/** Terraform's state of the `local` environment. */
export function terraformState(settings: Settings): string {
  return join(settings.stateDir, 'terraform.tfstate');
}

export type ProviderSource = 'stand-in' | 'registry';

/**
 * What official clients of both clouds read: doctl, godo, Terraform's own providers, Cloudflare's libraries. Of TLS it has the addresses
 * alone: variables that say whom to trust replace what a shell trusts, and belong to the one command that needs them.
 */
export function clientEnvironment({
  api,
  apiByTls,
  authority,
  tokens,
}: Pick<Daemon, 'api' | 'apiByTls' | 'authority' | 'tokens'>): Readonly<Record<string, string>> {
  return {
    DIGITALOCEAN_API_URL: api,
    DIGITALOCEAN_ACCESS_TOKEN: tokens.fullAccess,
    DIGITALOCEAN_TOKEN: tokens.fullAccess,
    CLOUDFLARE_BASE_URL: `${api}/client/v4`,
    CLOUDFLARE_API_TOKEN: tokens.cloudflare,
    LOCAL_CLOUD_DIGITALOCEAN_TLS_URL: apiByTls,
    LOCAL_CLOUD_CLOUDFLARE_TLS_URL: `${apiByTls}/client/v4`,
    LOCAL_CLOUD_AUTHORITY: authority,
  };
}

/** What Terraform, or cdktf, needs in its environment to deploy to the local cloud. */
export async function terraformEnvironment(
  daemon: Daemon,
  settings: Settings,
  source: ProviderSource = 'stand-in',
): Promise<NodeJS.ProcessEnv> {
  return {
    CHECKPOINT_DISABLE: '1',
    TF_VAR_digitalocean_token: daemon.tokens.digitalOcean,
    TF_VAR_cloudflare_api_token: daemon.tokens.cloudflare,
    TF_VAR_failover_token: daemon.tokens.failover,
    TF_VAR_spaces_access_key_id: daemon.spacesKey.accessKeyId,
    TF_VAR_spaces_secret_access_key: daemon.spacesKey.secretAccessKey,
    READINESS_PROXY: `http://127.0.0.1:${settings.adminProxyPort}`,
    LOCAL_CLOUD_PORT: String(settings.apiPort),
    LOCAL_CLOUD_TFSTATE: terraformState(settings),
    ...(existsSync(givenAppFile(settings.stateDir)) && { LOCAL_CLOUD_APP: givenAppFile(settings.stateDir) }),
    ...(source === 'stand-in' && (await standInEnvironment(daemon))),
  };
}

/** What makes Terraform take the stand-in providers. */
export async function standInEnvironment({
  reattach,
}: Pick<Daemon, 'reattach'>): Promise<{ readonly TF_REATTACH_PROVIDERS: string }> {
  return { TF_REATTACH_PROVIDERS: reattachVariable(reattach, await askRegistryHost(terraformBinary())) };
}
