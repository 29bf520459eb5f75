import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Upstream } from '../network/forward-proxy';

type Environment = Readonly<Record<string, string | undefined>>;
type ReadFile = (path: string) => string | undefined;

/** Where Linux distributions keep the bundle of trusted authorities. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Variables by which package clients are given other indexes than their own. */
const INDEX_VARIABLES = [
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_TRUSTED_HOST', 'UV_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_INDEX'],
  ...['npm_config_registry', 'NPM_CONFIG_REGISTRY', 'YARN_REGISTRY', 'YARN_NPM_REGISTRY_SERVER'],
  ...['GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GONOSUMCHECK', 'GOFLAGS'],
];

/** The host's configuration of package clients, as environment variables. Values may hold credentials. */
export function indexVariables(
  env: Environment = process.env,
  read: ReadFile = readIfThere,
  home = homedir(),
): Record<string, string> {
  const pip = [env.PIP_CONFIG_FILE, join(home, '.config/pip/pip.conf'), join(home, '.pip/pip.conf'), '/etc/pip.conf'];
  const npm = [env.NPM_CONFIG_USERCONFIG, join(home, '.npmrc'), '/etc/npmrc'];
  const ofFiles = (files: readonly (string | undefined)[], key: string) =>
    files.flatMap((file) => (file ? [iniValue(read(file) ?? '', key)] : [])).find((value) => value !== undefined);
  const found: Record<string, string | undefined> = {
    PIP_INDEX_URL: ofFiles(pip, 'index-url'),
    PIP_EXTRA_INDEX_URL: ofFiles(pip, 'extra-index-url'),
    PIP_TRUSTED_HOST: ofFiles(pip, 'trusted-host'),
    npm_config_registry: ofFiles(npm, 'registry'),
  };
  for (const name of INDEX_VARIABLES) found[name] = env[name] ?? found[name];
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => isOneLine(entry[1])));
}

/** `host:port` of each URL in these variables. */
export function indexHosts(variables: Readonly<Record<string, string>>): string[] {
  const words = Object.values(variables).flatMap((value) => value.split(/[\s,|]+/));
  return words.flatMap((word) => {
    const url = URL.canParse(word) ? new URL(word) : undefined;
    if (!url?.hostname || !['http:', 'https:'].includes(url.protocol)) return [];
    return [`${url.hostname}:${url.port || (url.protocol === 'http:' ? 80 : 443)}`];
  });
}

/** The proxy that the host's own programs use for a host, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
export function upstreamOf(host: string, env: Environment = process.env): Upstream | undefined {
  const text = env.HTTPS_PROXY ?? env.https_proxy ?? env.HTTP_PROXY ?? env.http_proxy;
  if (!text) return undefined;
  const excepted = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map((one) => one.trim().replace(/^\*?\./, ''));
  if (excepted.some((one) => one === '*' || (one && (host === one || host.endsWith(`.${one}`))))) return undefined;
  const url = new URL(text.includes('://') ? text : `http://${text}`);
  const login = [url.username, url.password].map(decodeURIComponent).join(':');
  return {
    host: url.hostname,
    port: Number(url.port || 80),
    ...(url.username && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
  };
}

/** The host's bundle of trusted authorities: some networks re-sign TLS with one of their own. */
export function authorityBundle(env: Environment = process.env, read: ReadFile = readIfThere): string | undefined {
  for (const file of [env.SSL_CERT_FILE, ...BUNDLES]) {
    const text = file ? read(file) : undefined;
    if (text?.includes('BEGIN CERTIFICATE')) return text;
  }
  return undefined;
}

export interface HostConfiguration {
  readonly variables: Readonly<Record<string, string>>;
  readonly authorities?: string;
}

/** What droplets are given of the host's configuration. */
export function hostConfiguration(): HostConfiguration {
  return { variables: indexVariables(), authorities: authorityBundle() };
}

/** The value of a key in pip's or npm's configuration: `key = value`, comments begin with # or ;. */
function iniValue(text: string, key: string): string | undefined {
  const line = text.split('\n').find((one) => one.split('=')[0]!.trim() === key);
  return line?.slice(line.indexOf('=') + 1).trim() || undefined;
}

function isOneLine(value: string | undefined): value is string {
  return value !== undefined && value !== '' && !/[\u0000-\u001f\u007f]/.test(value);
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
