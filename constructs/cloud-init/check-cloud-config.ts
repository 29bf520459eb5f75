import type { PropChecks } from '../validation';
import { countTokens } from './escape';
import type { CloudConfig } from './cloud-config';
import type { NodeFile } from './node-file';

type File = Pick<NodeFile, 'path' | 'mode'> & { readonly owner?: string };

/** Reports what cloud-init or the node would stumble over; false when the parts cannot be rendered together. */
export function checkCloudConfig(checks: PropChecks, parts: readonly CloudConfig[]): boolean {
  const files = parts.flatMap((part) => part.files ?? []);
  checkFiles(checks, 'cloudInit.files', files);
  checks.each(
    'cloudInit.packages',
    parts.flatMap((part) => part.packages ?? []),
    (name) => /^[a-z0-9][a-z0-9+.-]+$/.test(name),
    "be names of the distribution's packages",
    "write them like 'python3-pymysql'",
  );
  for (const prop of ['first', 'commands'] as const)
    for (const command of parts.flatMap((part) => part[prop] ?? []))
      checks.require(
        command.length > 0,
        `cloudInit.${prop}`,
        'hold words',
        command,
        "write them like ['systemctl', 'daemon-reload']",
      );
  for (const file of files) {
    if (!('content' in file)) continue;
    const { path, content } = file;
    checks.require(
      !/\p{Surrogate}/u.test(content),
      'cloudInit.files',
      'hold whole characters',
      `${path} with half of one (a surrogate)`,
      'write the file in base64',
    );
    checks.require(
      countTokens(content) === 0 || content === content.normalize('NFC'),
      'cloudInit.files',
      'hold composed characters (NFC) beside values of Terraform, which composes them',
      path,
      "write content.normalize('NFC'), or the file in base64",
    );
  }
  return new Set(files.map((file) => file.path)).size === files.length;
}

/** Of files on a node, however they get there. */
export function checkFiles(checks: PropChecks, prop: string, files: readonly File[]): void {
  for (const { path, mode, owner } of files) {
    checks.check(
      prop,
      path,
      (one) => /^(\/[^/\0\n]+)+$/.test(one),
      'have absolute paths',
      "write them like '/etc/app/settings.json'",
    );
    if (mode !== undefined)
      checks.check(`${prop}.mode`, mode, (one) => /^0[0-7]{3}$/.test(one), 'be an octal mode', "write it like '0644'");
    if (owner !== undefined)
      checks.check(
        `${prop}.owner`,
        owner,
        (one) => /^[a-z_][\w-]*:[a-z_][\w-]*$/.test(one),
        'be a user and a group',
        "write it like 'root:root'",
      );
  }
  checks.unique(
    `${prop}.path`,
    files.map(({ path }) => path),
  );
}
