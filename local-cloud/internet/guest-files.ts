import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { INTERNET_ADDRESS, INTERNET_PORT } from '../addresses';
import type { HostConfiguration } from './host-configuration';

interface GuestFile {
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

const DIRECTORY = '/etc/local-cloud-internet';
const ENVIRONMENT = `${DIRECTORY}/environment`;
const BUNDLE = `${DIRECTORY}/ca-certificates.crt`;
/**
 * What user-data runs (the app's build is part of it), and the app. Services of the node itself need no Internet. Newer versions of cloud-init
 * run all stages in one process, that of cloud-init-main.
 */
const UNITS = ['cloud-init-main.service', 'cloud-final.service', 'app.service', 'app-.service'];
/** By which OpenSSL, Python, Node, curl, git, pip, npm and Cargo are given a bundle. */
const BUNDLE_VARIABLES = [
  ...['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'],
  ...['PIP_CERT', 'npm_config_cafile', 'CARGO_HTTP_CAINFO'],
];

/**
 * What a droplet is given to reach the host's Internet: variables for programs, in files of the image, so that user-data is
 * production's.
 */
export function guestFiles({ variables, authorities }: HostConfiguration, dropletName: string): GuestFile[] {
  const proxy = `http://${INTERNET_ADDRESS}:${INTERNET_PORT}`;
  const zone = dropletName.split('.').slice(-2);
  const direct = [
    'localhost',
    '127.0.0.1',
    '::1',
    '10.0.0.0/8',
    '169.254.169.254',
    ...(zone.length > 1 ? [zone.join('.')] : []),
  ];
  const all: Record<string, string> = {
    // curl reads the name of http's proxy in small letters alone.
    ...Object.fromEntries(['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].map((name) => [name, proxy])),
    ...Object.fromEntries(['no_proxy', 'NO_PROXY'].map((name) => [name, direct.join(',')])),
    ...(authorities !== undefined && Object.fromEntries(BUNDLE_VARIABLES.map((name) => [name, BUNDLE]))),
    ...variables,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}=${quote(value)}\n`);
  return [
    // The configuration of an index may hold credentials: systemd reads the file as root.
    { path: ENVIRONMENT, mode: 0o600, content: lines.join('') },
    ...(authorities === undefined ? [] : [{ path: BUNDLE, mode: 0o644, content: authorities }]),
    ...UNITS.map((unit) => ({
      path: `/etc/systemd/system/${unit}.d/50-local-cloud-internet.conf`,
      mode: 0o644,
      content: `[Service]\nEnvironmentFile=${ENVIRONMENT}\n`,
    })),
    {
      path: '/etc/profile.d/local-cloud-internet.sh',
      mode: 0o644,
      content: `if [ -r ${ENVIRONMENT} ]; then set -a; . ${ENVIRONMENT}; set +a; fi\n`,
    },
  ];
}

/** Below the root of a droplet that is off. */
export function writeGuestFiles(root: string, files: readonly GuestFile[]): void {
  for (const { path, mode, content } of files) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, content, { mode });
    chmodSync(file, mode);
  }
}

/** In double quotes, which systemd and the shell read alike. */
function quote(value: string): string {
  return `"${value.replace(/["\\$`]/g, '\\$&')}"`;
}
