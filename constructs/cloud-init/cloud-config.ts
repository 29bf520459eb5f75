import type { Scalar } from 'yaml';
import { countTokens, escapeTemplate } from './escape';
import { loadYaml } from './load-yaml';
import { pack } from './pack';

/**
 * A file on the node. Either its text, or its content in base64 (for a Terraform value of several lines). Text without Terraform values
 * may be packed: it takes less than half of its bytes.
 */
export type NodeFile = {
  readonly path: string;
  /** @default '0644' */
  readonly mode?: string;
  /** A user and group that a package creates are fine: the file is then written after the packages. @default 'root:root' */
  readonly owner?: string;
  /** Most bytes that the finished content can have, where its Terraform values are known to be short. @default an estimate that a key fits in each */
  readonly size?: number;
} & ({ readonly content: string; readonly packed?: boolean } | { readonly base64: string });

/** A part of a node's bootstrap. Parts are plain values; a node is the sum of its parts, in order. */
export interface CloudConfig {
  /** Debian or Ubuntu package names. */
  readonly packages?: readonly string[];
  /** Written before packages are installed, so that a daemon's first start already has its configuration. */
  readonly files?: readonly NodeFile[];
  /** Run as root after packages, in order; the first failure ends the bootstrap with an error. */
  readonly commands?: readonly (readonly string[])[];
}

/** Limit of DigitalOcean's API, bytes (openapi: droplet_create.user_data). */
export const MAX_USER_DATA = 64 * 1024;

/** What a Terraform value is assumed to need in the finished text, bytes: an RSA or EC key in base64 fits. */
const TOKEN_ALLOWANCE = 2048;

export interface UserData {
  /** Escaped for Terraform. */
  readonly text: string;
  /** Estimate, bytes. */
  readonly size: number;
  /** The largest files, largest first, for the error when `size` is over the limit. */
  readonly largest: readonly { readonly path: string; readonly size: number }[];
}

/** Renders parts to one `#cloud-config` document. Same parts, same bytes. Throws when two parts write one path. */
export function renderCloudConfig(parts: readonly CloudConfig[]): UserData {
  const packages = [...new Set(parts.flatMap((part) => part.packages ?? []))].sort();
  const files = parts.flatMap((part) => part.files ?? []);
  const twice = files.find((file, i) => files.findIndex((other) => other.path === file.path) !== i);
  if (twice) throw new Error(`two parts of the cloud-config write ${twice.path}`);

  const document = new (loadYaml().Document)({
    package_update: true,
    packages,
    write_files: files.map(renderFile),
    runcmd: ['set -eu', ...parts.flatMap((part) => part.commands ?? [])],
  });
  // No folding: a line break inside a token or a shell word changes its meaning.
  const text = `#cloud-config\n${document.toString({ lineWidth: 0 })}`;
  return {
    text: escapeTemplate(text),
    size: sizeOf(text) - files.reduce((excess, file) => excess + estimate(file) - sizeOfFile(file), 0),
    largest: files.map((file) => ({ path: file.path, size: sizeOfFile(file) })).sort((a, b) => b.size - a.size),
  };
}

function renderFile(file: NodeFile) {
  return {
    path: file.path,
    permissions: quoted(file.mode ?? '0644'),
    ...(file.owner && { owner: file.owner, defer: true }),
    ...renderContent(file),
  };
}

function renderContent(file: NodeFile) {
  if ('base64' in file) return { encoding: 'b64', content: quoted(file.base64) };
  return file.packed ? { encoding: 'gz+b64', content: quoted(pack(file.content)) } : { content: block(file.content) };
}

/** A literal block whatever the text holds: the value of a token must not meet YAML's rules for plain scalars. */
function block(text: string): Scalar {
  return scalar(text.endsWith('\n') ? text : `${text}\n`, 'BLOCK_LITERAL');
}

function quoted(text: string): Scalar {
  return scalar(text, 'QUOTE_DOUBLE');
}

function scalar(text: string, style: 'BLOCK_LITERAL' | 'QUOTE_DOUBLE'): Scalar {
  const { Scalar } = loadYaml();
  const made = new Scalar(text);
  made.type = Scalar[style];
  return made;
}

function sizeOfFile(file: NodeFile): number {
  return file.size ?? estimate(file);
}

function estimate(file: NodeFile): number {
  if ('base64' in file) return sizeOf(file.base64);
  return file.packed ? pack(file.content).length : sizeOf(file.content);
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text) + countTokens(text) * TOKEN_ALLOWANCE;
}
