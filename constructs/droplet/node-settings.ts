import { Password } from '@cdktf/provider-random/lib/password';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { SelfSignedCert } from '@cdktf/provider-tls/lib/self-signed-cert';
import { Fn, TerraformLocal, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { checkFiles } from '../cloud-init/check-cloud-config';
import { escapeTemplate, isToken } from '../cloud-init/escape';
import { nodeProgram } from '../cloud-init/node-program';
import type { PropChecks } from '../validation';

/** Port on which a node takes its settings (node/node-settings.py), open to `Access.adminCidrs` alone. */
export const SETTINGS_PORT = 9181;

const TEN_YEARS_HOURS = 10 * 365 * 24;

/**
 * Files that may change while a node lives: certificates, limits, tokens. They are no part of the user-data, a change of which
 * would replace the droplet; the deploy hands them to every node, new or old, over TLS (docs/adr/0008).
 */
export interface NodeSettings {
  readonly files: readonly SettingsFile[];
  /** Run as root, in order, when one of the files has changed. When one fails, the old files come back and the deploy fails. */
  readonly apply: readonly (readonly string[])[];
}

export interface SettingsFile {
  /** Absolute. */
  readonly path: string;
  /** @default '0644' */
  readonly mode?: string;
  /** Text; Terraform values are fine. */
  readonly content: string;
}

export interface SettingsChannelProps {
  /** The tier's private name, on the server's certificate. */
  readonly name: string;
  readonly settings: readonly NodeSettings[];
  /**
   * Whether the bootstrap waits for the files. A Terraform that is killed while it hands them over takes that for done, and the node would wait
   * for ever: one that is not simply made anew has what it needs in its user-data.
   */
  readonly awaited: boolean;
}

const UNIT = `[Unit]
Description=Takes this node's settings from the deploy
After=network.target
[Service]
ExecStart=/usr/local/sbin/node-settings
StateDirectory=node-settings
Restart=always
RestartSec=1
[Install]
WantedBy=multi-user.target
`;
const WAIT = 'until [ -e /var/lib/node-settings/received ]; do sleep 0.2; done';

/** How settings get to the nodes of one group: a key, a token, and the server on each node. */
export class SettingsChannel extends Construct {
  /** Goes before whatever needs the files: the bootstrap waits here until they have come, if it does. */
  public readonly part: CloudConfig;
  /** For the readiness gate, which hands the settings over (node/wait-until-ready.sh). */
  public readonly environment: Readonly<Record<string, string>>;
  /** Another value whenever a node must be given its settings again. */
  public readonly digest: string;

  public constructor(scope: Construct, id: string, { name, settings, awaited }: SettingsChannelProps) {
    super(scope, id);
    const token = new Password(this, 'token', { length: 40, special: false }).result;
    const { privateKeyPem } = new PrivateKey(this, 'key', { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
    const { certPem } = new SelfSignedCert(this, 'Resource', {
      privateKeyPem,
      subject: [{ commonName: name }],
      dnsNames: [name],
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['digital_signature', 'server_auth'],
    });
    const groups = settings.map(({ files, apply }) => ({
      files: Object.fromEntries(files.map(({ path, mode }) => [path, mode ?? '0644'])),
      apply,
    }));
    this.part = {
      packages: ['python3'],
      files: [
        nodeProgram(__dirname, 'node-settings.py'),
        { path: '/etc/node-settings/settings.json', content: JSON.stringify(groups, null, 1) },
        {
          path: '/etc/node-settings/tls.pem',
          mode: '0600',
          base64: Fn.base64encode(Fn.join('\n', [certPem, privateKeyPem])),
        },
        { path: '/etc/node-settings/token.sha256', mode: '0600', content: Fn.sha256(token), size: 65 },
        { path: '/etc/systemd/system/node-settings.service', content: UNIT },
      ],
      commands: [['systemctl', 'enable', '--now', 'node-settings.service'], ...(awaited ? [['sh', '-c', WAIT]] : [])],
    };
    const files = Object.fromEntries(
      settings.flatMap((one) => one.files.map(({ path, content }) => [path, this.base64(path, content)])),
    );
    // Once in the configuration, however many nodes there are.
    const payload = new TerraformLocal(this, 'payload', Fn.jsonencode({ files })).asString;
    // Not marked as sensitive: Terraform prints no environment, but would hide what the gate says.
    this.environment = {
      SETTINGS: notSensitive(payload),
      SETTINGS_NAME: name,
      SETTINGS_PORT: String(SETTINGS_PORT),
      SETTINGS_CA: certPem,
      SETTINGS_TOKEN: notSensitive(token),
    };
    this.digest = notSensitive(Fn.sha256(payload));
  }

  /** Text around a Terraform value stands in a local of its own: cdktf garbles it as the argument of a function. */
  private base64(path: string, content: string): string {
    if (!Token.isUnresolved(content)) return Buffer.from(content).toString('base64');
    if (isToken(content)) return Fn.base64encode(content);
    return Fn.base64encode(
      new TerraformLocal(this, path.replace(/\W+/g, '-').slice(1), escapeTemplate(content)).asString,
    );
  }
}

function notSensitive(value: string): string {
  return Token.asString(Fn.nonsensitive(value));
}

export function checkSettings(checks: PropChecks, settings: readonly NodeSettings[]): void {
  checkFiles(
    checks,
    'settings.files',
    settings.flatMap(({ files }) => files),
  );
  for (const command of settings.flatMap(({ apply }) => apply))
    checks.require(command.length > 0, 'settings.apply', 'hold words', command, "write them like ['nginx', '-t']");
}
