import { Token } from 'cdktf';
import type { NodeFile } from '../cloud-init/node-file';
import type { NodeSettings } from '../droplet/node-settings';
import { outboundOf } from '../network/outbound';
import type { PropChecks } from '../validation';
import { credential, type FetchedCode } from './fetched-code';
import type { StartOptions } from './start-options';

/** Which version of a repository is fetched, with which credentials, and how the app in it starts. */
export interface GitOptions extends StartOptions {
  /** A tag or a commit. A branch moves, so that two nodes could run two versions. */
  readonly ref: string;
  /** Private key (PEM) that may read the repository, for an `ssh://` URL. Sensitive; the next release uses a changed one. @default none */
  readonly deployKey?: string;
  /** Keys of the URL's host, as it publishes them: `['ssh-ed25519 AAAA...']`; no other host is believed. Needed with `deployKey`. @default none */
  readonly hostKeys?: readonly string[];
  /** Token that may read the repository, for an `https://` URL, whose user name goes with it. Sensitive; the next release uses a changed one. @default none */
  readonly token?: string;
  /** Whether submodules are fetched, too, with the same credentials. @default false */
  readonly submodules?: boolean;
}

const KEY = '/etc/app/deploy-key';
const HOST_KEYS = '/etc/app/git-host-keys';
const TOKEN = '/etc/app/git-token';
const HELPER = '/etc/app/git-credential';

/** What one way to log in brings to a node. */
interface Login {
  /** Options of git, given for each call: nothing of them stays in the repository's configuration. */
  readonly config: readonly string[];
  readonly packages: readonly string[];
  readonly file: NodeFile;
  readonly setting: NodeSettings;
}

export function gitFetch(url: string, options: GitOptions): FetchedCode {
  const { ref, submodules = false } = options;
  const logins = loginsOf(url, options);
  const config = logins.flatMap((one) => one.config);
  const git = (...args: readonly string[]) => ['git', '-C', '{dir}', ...config, ...args];
  return {
    packages: ['git', ...logins.flatMap(({ packages }) => packages)],
    files: logins.map(({ file }) => file),
    outbound: outboundOf(url),
    fetch: [
      ['git', 'init', '-q', '{dir}'],
      git('fetch', '-q', '--depth', '1', url, '{ref}'),
      ['git', '-C', '{dir}', 'checkout', '-q', 'FETCH_HEAD'],
      ...(submodules ? [git('submodule', 'update', '-q', '--init', '--recursive', '--depth', '1')] : []),
    ],
    version: { ref },
    form: 'ref=[A-Za-z0-9_.][A-Za-z0-9_./-]*',
    settings: logins.map(({ setting }) => setting),
  };
}

const SSH = [
  '-i',
  KEY,
  '-o',
  'IdentitiesOnly=yes',
  '-o',
  `UserKnownHostsFile=${HOST_KEYS}`,
  '-o',
  'StrictHostKeyChecking=yes',
];
const BY_KEY = ['-c', `core.sshCommand=ssh ${SSH.join(' ')}`];
/** Followed to another host, a redirection would take the token along. */
const BY_TOKEN = ['-c', `credential.helper=${HELPER}`, '-c', 'http.followRedirects=false'];

function loginsOf(url: string, { deployKey, hostKeys = [], token }: GitOptions): readonly Login[] {
  const byKey = (key: string): Login => ({
    config: BY_KEY,
    packages: ['openssh-client'],
    file: { path: HOST_KEYS, content: knownHosts(url, hostKeys) },
    setting: credential(KEY, key),
  });
  const byToken = (text: string): Login => ({
    config: BY_TOKEN,
    packages: [],
    file: { path: HELPER, mode: '0755', content: credentialHelper(url) },
    setting: credential(TOKEN, text),
  });
  return [...(deployKey === undefined ? [] : [byKey(deployKey)]), ...(token === undefined ? [] : [byToken(token)])];
}

/** git asks it for a login; it never shows one in the list of processes. */
function credentialHelper(url: string): string {
  const [, user = 'git'] = /^https:\/\/([^@/:]+)@/.exec(url) ?? [];
  return `#!/bin/sh
[ "$1" = get ] || exit 0
echo username=${user}
printf 'password=%s\\n' "$(cat ${TOKEN})"
`;
}

function knownHosts(url: string, hostKeys: readonly string[]): string {
  const [, host = '', port] = /^ssh:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(url) ?? [];
  const name = port === undefined || port === '22' ? host : `[${host.replace(/^\[|\]$/g, '')}]:${port}`;
  // A list that Terraform computes has been refused.
  if (Token.isUnresolved(hostKeys)) return '';
  return hostKeys.map((key) => `${name} ${key}\n`).join('');
}

export function checkGit(checks: PropChecks, url: string, options: GitOptions): void {
  const { ref, deployKey, hostKeys, token } = options;
  checks.check(
    'source.url',
    url,
    // git:// and http:// let anybody on the way change the code. A user's name stands in a shell script.
    (one) => /^(https|ssh):\/\/([\w.+-]+@)?[^\s@]+$/.test(one),
    'be the https or ssh URL of a repository',
    (one) => {
      const [, user, host, path] = /^(\w+)@([\w.-]+):([^/].*)$/.exec(one) ?? [];
      return `write it like '${user ? `ssh://${user}@${host}/${path}` : 'https://example.com/app.git'}'`;
    },
  );
  checks.check(
    'source.ref',
    ref,
    (one) => /^[\w.][\w./-]*$/.test(one),
    'be a tag or a commit',
    "write it like 'v1.4.2'",
  );
  if (deployKey !== undefined) checks.secret('source.deployKey', deployKey);
  if (token !== undefined) checks.secret('source.token', token);
  checkCredentials(checks, url, options);
  if (hostKeys === undefined || !checks.requireResolved('source.hostKeys', hostKeys)) return;
  for (const key of hostKeys)
    checks.check(
      'source.hostKeys',
      key,
      (one) => /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*$/.test(one),
      "hold public keys of the repository's host, without its name",
      "write them like 'ssh-ed25519 AAAA...', as the host publishes them",
    );
}

/** What goes with which kind of URL. A wrong URL has had its message. */
function checkCredentials(checks: PropChecks, url: string, { deployKey, hostKeys = [], token }: GitOptions): void {
  const needs = (holds: boolean, prop: string, rule: string, remedy: string) =>
    checks.require(holds, `source.${prop}`, rule, holds ? 'it' : undefined, remedy);
  const refuse = (prop: string, given: boolean, rule: string, remedy: string) => {
    if (given) checks.require(false, `source.${prop}`, rule, 'a value', remedy);
  };
  if (url.startsWith('ssh://')) {
    needs(deployKey !== undefined, 'deployKey', 'be given for an ssh URL', 'give the private key of a deploy key');
    needs(hostKeys.length > 0, 'hostKeys', 'be given for an ssh URL', "write the host's keys, as it publishes them");
    refuse('token', token !== undefined, 'be left out of an ssh URL', 'write an https URL, or leave it out');
  } else if (url.startsWith('https://')) {
    const remedy = 'write an ssh URL, or leave it out';
    refuse('deployKey', deployKey !== undefined, 'be left out of an https URL', remedy);
    refuse('hostKeys', hostKeys.length > 0, 'be left out of an https URL', remedy);
  }
}
