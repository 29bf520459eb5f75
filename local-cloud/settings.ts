import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ADMIN_PROXY_PORT, API_PORT, API_TLS_PORT, VISITOR_PROXY_PORT } from './addresses';
import { PACES, type PaceName } from './api/pace';
import { internetFile, parseInternet, type Internet } from './internet/access';

/** Whether droplets are systems that boot (root on Debian), or states of the APIs alone. */
export type Droplets = 'real' | 'none';

/** What tells one run of the local cloud from another on the same machine. */
export interface Settings {
  /** Prefix of all that the run makes visible on the machine: namespaces, cgroups, links. At most 6 letters. */
  readonly run: string;
  /** All that the run writes: state, disks of droplets, volumes, logs. */
  readonly stateDir: string;
  /** Image and packages, shared by runs. */
  readonly cacheDir: string;
  /** What droplets reach of the host's Internet. */
  readonly internet: Internet;
  readonly droplets: Droplets;
  /** How long the clouds take. */
  readonly pace: PaceName;
  readonly apiPort: number;
  readonly apiTlsPort: number;
  readonly visitorProxyPort: number;
  readonly adminProxyPort: number;
}

/**
 * Reads LOCAL_CLOUD_RUN (`lc`), LOCAL_CLOUD_STATE, LOCAL_CLOUD_CACHE, LOCAL_CLOUD_PORT (8790, the first of four: the others are 1, 2 and 4 above it) and LOCAL_CLOUD_INTERNET
 * (`off`, `all`, or host names between commas; else what this run was started with). LOCAL_CLOUD_DROPLETS is `real` or `none`, LOCAL_CLOUD_PACE `fast` or `real`, else what this run was started with.
 * State of root is in /var/lib, that of another user in the XDG directory for it.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const run = env.LOCAL_CLOUD_RUN ?? 'lc';
  if (!/^[a-z][a-z0-9]{0,5}$/.test(run)) {
    throw new Error(`LOCAL_CLOUD_RUN must be 1 to 6 lower-case letters and digits, got '${run}'`);
  }
  const shift = Number(env.LOCAL_CLOUD_PORT ?? API_PORT) - API_PORT;
  const stateDir = env.LOCAL_CLOUD_STATE ?? join(stateHome(env), 'local-cloud', run);
  return {
    run,
    stateDir,
    internet: parseInternet(env.LOCAL_CLOUD_INTERNET ?? startedWith(internetFile(stateDir)) ?? 'off'),
    droplets: parseDroplets(env.LOCAL_CLOUD_DROPLETS ?? startedWith(dropletsFile(stateDir)) ?? 'real'),
    pace: parsePace(env.LOCAL_CLOUD_PACE ?? startedWith(paceFile(stateDir)) ?? 'fast'),
    cacheDir: env.LOCAL_CLOUD_CACHE ?? '/var/cache/local-cloud',
    apiPort: API_PORT + shift,
    apiTlsPort: API_TLS_PORT + shift,
    visitorProxyPort: VISITOR_PROXY_PORT + shift,
    adminProxyPort: ADMIN_PROXY_PORT + shift,
  };
}

/** Of a run that was started with droplets on paper, or real ones. */
export function dropletsFile(stateDir: string): string {
  return join(stateDir, 'droplets-are');
}

export function parseDroplets(text: string): Droplets {
  if (text === 'real' || text === 'none') return text;
  throw new Error(`droplets of the local cloud are 'real' or 'none', got '${text}'`);
}

export function paceFile(stateDir: string): string {
  return join(stateDir, 'pace');
}

function parsePace(text: string): PaceName {
  const pace = PACES.find((one) => one === text);
  if (!pace) throw new Error(`the pace of the local cloud is 'fast' or 'real', got '${text}'`);
  return pace;
}

/** By the XDG Base Directory Specification, which ignores a path that is not absolute. */
function stateHome({ XDG_STATE_HOME: given = '' }: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return '/var/lib';
  return isAbsolute(given) ? given : join(homedir(), '.local/state');
}

function startedWith(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
