import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN_PROXY_PORT, API_PORT, API_TLS_PORT, VISITOR_PROXY_PORT } from './addresses';
import { internetFile, parseInternet, type Internet } from './internet/access';

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
  readonly apiPort: number;
  readonly apiTlsPort: number;
  readonly visitorProxyPort: number;
  readonly adminProxyPort: number;
}

/**
 * Reads LOCAL_CLOUD_RUN (`lc`), LOCAL_CLOUD_STATE, LOCAL_CLOUD_CACHE, LOCAL_CLOUD_PORT (8790, the first of four: the others are 1, 2 and 4 above it) and LOCAL_CLOUD_INTERNET
 * (`off`, `all`, or host names between commas; else what this run was started with).
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const run = env.LOCAL_CLOUD_RUN ?? 'lc';
  if (!/^[a-z][a-z0-9]{0,5}$/.test(run)) {
    throw new Error(`LOCAL_CLOUD_RUN must be 1 to 6 lower-case letters and digits, got '${run}'`);
  }
  const shift = Number(env.LOCAL_CLOUD_PORT ?? API_PORT) - API_PORT;
  const stateDir = env.LOCAL_CLOUD_STATE ?? join('/var/lib/local-cloud', run);
  return {
    run,
    stateDir,
    internet: parseInternet(env.LOCAL_CLOUD_INTERNET ?? startedWith(stateDir) ?? 'off'),
    cacheDir: env.LOCAL_CLOUD_CACHE ?? '/var/cache/local-cloud',
    apiPort: API_PORT + shift,
    apiTlsPort: API_TLS_PORT + shift,
    visitorProxyPort: VISITOR_PROXY_PORT + shift,
    adminProxyPort: ADMIN_PROXY_PORT + shift,
  };
}

function startedWith(stateDir: string): string | undefined {
  try {
    return readFileSync(internetFile(stateDir), 'utf8');
  } catch {
    return undefined;
  }
}
