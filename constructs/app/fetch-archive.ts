import { outboundOf } from '../network/outbound';
import type { PropChecks } from '../validation';
import { credential, type FetchedCode } from './fetched-code';
import type { StartOptions } from './start-options';

/** How an archive is verified and fetched, and how the app in it starts. */
export interface ArchiveOptions extends StartOptions {
  /** Of the archive, 64 hex digits: a node installs nothing else. */
  readonly sha256: string;
  /** Value of the header `Authorization` for the URL's host, such as `Bearer ...`. Sensitive; the next release uses a changed one. @default none */
  readonly authorization?: string;
}

const ARCHIVE = '/var/cache/app-archive';
const AUTHORIZATION = '/etc/app/archive-authorization';

export function archiveFetch(url: string, { sha256, authorization }: ArchiveOptions): FetchedCode {
  const given = authorization !== undefined;
  // From a file: nobody reads it in the list of processes. curl sends it to no other host.
  const header = given ? ['-H', `@${AUTHORIZATION}`] : [];
  return {
    packages: ['curl', 'zstd'],
    files: [],
    outbound: outboundOf(url),
    fetch: [
      ['curl', '-fsSL', '--retry', '5', ...header, '-o', ARCHIVE, '{url}'],
      ['sh', '-c', 'echo "$0  $1" | sha256sum --check --status', '{sha256}', ARCHIVE],
      ['tar', '-xf', ARCHIVE, '-C', '{dir}', '--no-same-owner'],
      ['rm', ARCHIVE],
    ],
    version: { url, sha256 },
    form: `url=${originOf(url)}[!-~]*|sha256=[0-9a-f]{64}`,
    settings: given ? [credential(AUTHORIZATION, `Authorization: ${authorization}`)] : [],
  };
}

/** A node takes archives of the host alone that its user-data names; of any, when Terraform computes the URL. */
function originOf(url: string): string {
  const [, origin] = /^(https?:\/\/[\w.:-]+)\//.exec(url) ?? [];
  return origin === undefined ? 'https?://' : `${origin.replace(/\./g, '\\.')}/`;
}

export function checkArchive(checks: PropChecks, url: string, { sha256, authorization }: ArchiveOptions): void {
  checks.check(
    'source.url',
    url,
    // A link's own address leads to no network that somebody could listen on.
    (one) => /^(https:\/\/|http:\/\/169\.254\.\d+\.\d+[:/])\S+$/.test(one),
    'be an https URL',
    "write it like 'https://example.com/app-1.4.2.tar.gz'",
  );
  checks.check(
    'source.sha256',
    sha256,
    (sum) => /^[0-9a-f]{64}$/.test(sum),
    'be 64 hex digits',
    'run `sha256sum` on the archive',
  );
  if (authorization !== undefined) checks.secret('source.authorization', authorization);
}
