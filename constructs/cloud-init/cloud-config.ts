import type { OutboundRule } from '../network/outbound';
import { countTokens } from './escape';
import type { NodeFile } from './node-file';
import { nodeProgram } from './node-program';
import { pack } from './pack';
import { hasTokens, yamlString, yamlText, type TerraformText } from './yaml-text';

/** A part of a node's bootstrap. Parts are plain values; a node is the sum of its parts, in order. */
export interface CloudConfig {
  /** Debian or Ubuntu package names. @default - none */
  readonly packages?: readonly string[];
  /** Run as root before the packages are installed; the image's own programs are there, and `apt-wait`. @default - nothing */
  readonly first?: readonly (readonly string[])[];
  /** Written before packages are installed, so that a daemon's first start already has its configuration. @default - none */
  readonly files?: readonly NodeFile[];
  /** Run as root after packages, in order; the first failure ends the bootstrap with an error. @default - nothing */
  readonly commands?: readonly (readonly string[])[];
  /** Connections that the part opens to what is not in the node's network, on ports that are not open anyway (80, 443, 53, 123). @default - none */
  readonly outbound?: readonly OutboundRule[];
}

/** Limit of DigitalOcean's API, bytes (openapi: droplet_create.user_data). */
export const MAX_USER_DATA = 64 * 1024;

/** What a Terraform value is assumed to need in the finished text, bytes: an RSA or EC key in base64 fits. */
export const TOKEN_ALLOWANCE = 2048;

/** Packed by default: units, which commands enable, and drop-ins for those of packages. */
const UNIT = /^\/etc\/systemd\/system\/[^/]+\.(service|socket|timer|path)(\.d\/[^/]+\.conf)?$/;
/** path -> [mode, text] of all packed files, as JSON (pack.ts). */
const PACKED_FILES = '/var/lib/packed-files';
const RELOAD = ['systemctl', 'daemon-reload'];
const UNPACK = [
  'python3',
  '-c',
  `import base64, gzip, json, os
for path, (mode, text) in json.loads(gzip.decompress(base64.b85decode(open('${PACKED_FILES}').read()))).items():
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as f:
        os.fchmod(f.fileno(), int(mode, 8))
        f.write(text)
`,
];

/** A node's bootstrap as DigitalOcean takes it, and how much of the limit (`MAX_USER_DATA`) it needs. */
export interface UserData {
  /** Escaped for Terraform. */
  readonly text: string;
  /** Estimate, bytes. */
  readonly size: number;
  /** The largest files, largest first, for the error when `size` is over the limit. */
  readonly largest: readonly {
    /** Where the file is on the node. */
    readonly path: string;
    /** Of its content in the user-data, bytes. */
    readonly size: number;
  }[];
}

/**
 * Renders parts to one `#cloud-config` document. Same parts, same bytes. `terraform` encodes what holds Terraform's values: a line break or a
 * quote among them would be YAML.
 * @throws Error when two parts write one path, or when a text holds a Terraform value and `terraform` is not given.
 */
export function renderCloudConfig(parts: readonly CloudConfig[], terraform: TerraformText = NO_TERRAFORM): UserData {
  const packages = [...new Set(parts.flatMap((part) => part.packages ?? []))].sort();
  const first = parts.flatMap((part) => part.first ?? []);
  // Not by cloud-init's own step, which gives up when apt's lock is held for 30 s.
  const installs = packages.length + first.length > 0;
  const files = [
    ...(installs ? [nodeProgram(__dirname, 'apt-wait.sh')] : []),
    ...parts.flatMap((part) => part.files ?? []),
  ];
  const twice = files.find((file, i) => files.findIndex((other) => other.path === file.path) !== i);
  if (twice) throw new Error(`two parts of the cloud-config write ${twice.path}`);

  const packed = files.filter(isPacked);
  const written = [...files.filter((file) => !isPacked(file)), ...packTogether(packed)];
  const string = (text: string) => yamlString(text, terraform);
  const contents = written.map((file) => renderContent(file, terraform));
  const commands = [
    ...(packed.length > 0 ? [UNPACK] : []),
    ...first,
    ...(packages.length > 0 ? [['apt-wait', 'update']] : []),
    // Drop-ins for what systemd has loaded already are read now; what commands have enabled is known to it at the end.
    ...(packages.length > 0 ? [['apt-wait', 'install', ...packages], RELOAD] : []),
    ...files.flatMap(({ path, owner }) => (owner === undefined ? [] : [['chown', owner, path]])),
    ...parts.flatMap((part) => part.commands ?? []),
    ...(packages.length > 0 ? [RELOAD] : []),
  ].map((words) => `[${words.map(string).join(', ')}]`);
  const text = `#cloud-config
${renderList(
  'write_files',
  written.map((file, i) => renderFile(file, contents[i]!, string)),
)}
${renderList('runcmd', [string('set -eu'), ...commands])}
`;
  return {
    text,
    size: sizeOf(text) + written.reduce((sum, file, i) => sum + sizeOfFile(file) - sizeOf(contents[i]!), 0),
    largest: written.map((file) => ({ path: file.path, size: sizeOfFile(file) })).sort((a, b) => b.size - a.size),
  };
}

const NO_TERRAFORM: TerraformText = { base64: refuseTokens, json: refuseTokens };

function refuseTokens(): never {
  throw new Error("texts with Terraform's values need `terraformText()`");
}

type PackedFile = Extract<NodeFile, { content: string }>;

function isPacked(file: NodeFile): file is PackedFile {
  if (!('content' in file) || file.owner !== undefined) return false;
  return file.packed ?? (UNIT.test(file.path) && !hasTokens(file.content));
}

/** Compressed together, what programs have in common counts once. */
function packTogether(files: readonly PackedFile[]): readonly NodeFile[] {
  if (files.length === 0) return [];
  const contents = Object.fromEntries(files.map(({ path, mode, content }) => [path, [mode ?? '0644', content]]));
  return [{ path: PACKED_FILES, mode: '0600', content: JSON.stringify(contents), packed: true }];
}

function renderList(key: string, items: readonly string[]): string {
  return items.length === 0 ? `${key}: []` : `${key}:\n${items.map((item) => `  - ${item}`).join('\n')}`;
}

function renderFile(file: NodeFile, content: string, string: (text: string) => string): string {
  const { path, mode = '0644' } = file;
  const encoding = encodingOf(file);
  const lines = [
    `path: ${string(path)}`,
    // cloud-init's own default is not said.
    ...(mode === '0644' ? [] : [`permissions: ${string(mode)}`]),
    ...(encoding === undefined ? [] : [`encoding: ${encoding}`]),
    `content: ${content}`,
  ];
  return lines.join('\n    ');
}

function encodingOf(file: NodeFile): string | undefined {
  return 'base64' in file || hasTokens(file.content) ? 'b64' : undefined;
}

function renderContent(file: NodeFile, terraform: TerraformText): string {
  if ('base64' in file) return `"${file.base64}"`;
  if (file.packed) return yamlString(pack(file.content), terraform);
  return hasTokens(file.content) ? `"${terraform.base64(file.content)}"` : yamlText(file.content, '      ');
}

/** Of the content in the user-data. */
function sizeOfFile(file: NodeFile): number {
  if ('base64' in file) return file.size ?? sizeOf(file.base64);
  if (!hasTokens(file.content)) return sizeOf(renderContent(file, NO_TERRAFORM));
  return inBase64(file.size ?? sizeOf(file.content));
}

function inBase64(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text) + countTokens(text) * TOKEN_ALLOWANCE;
}
