import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeSettings } from '../droplet/node-settings';
import { SettingsForm } from '../droplet/settings-form';

/** How a node gets the code, and the credentials that this needs. */
export interface FetchedCode {
  readonly fetch: CloudConfig;
  readonly settings: readonly NodeSettings[];
}

/** A credential as a setting that is root's alone; it is in no user-data. The next node uses a changed one: what is there has its code. */
export function credential(path: string, content: string): NodeSettings {
  return { files: [{ path, mode: '0600', form: SettingsForm.text, content: `${content}\n` }], apply: [] };
}
