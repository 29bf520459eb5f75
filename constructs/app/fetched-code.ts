import type { NodeFile } from '../cloud-init/node-file';
import type { NodeSettings } from '../droplet/node-settings';
import { SettingsForm } from '../droplet/settings-form';
import type { OutboundRule } from '../network/outbound';

/** How a node gets the code, and the credentials that this needs. */
export interface FetchedCode {
  readonly packages: readonly string[];
  readonly files: readonly NodeFile[];
  readonly outbound: readonly OutboundRule[];
  /** Run as root, in order: `{dir}` is the empty directory for the code, and each name of `version` stands for its value. */
  readonly fetch: readonly (readonly string[])[];
  /** Which code: a line NAME=VALUE for each. */
  readonly version: Readonly<Record<string, string>>;
  /** What a node takes for a line of `version`: a regular expression. */
  readonly form: string;
  readonly settings: readonly NodeSettings[];
}

/** A credential as a setting that is root's alone; it is in no user-data. The next release uses a changed one: what is there has its code. */
export function credential(path: string, content: string): NodeSettings {
  return { files: [{ path, mode: '0600', form: SettingsForm.text, content: `${content}\n` }], apply: [] };
}
