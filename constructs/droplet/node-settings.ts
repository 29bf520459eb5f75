import { dirname } from 'node:path/posix';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { SelfSignedCert } from '@cdktf/provider-tls/lib/self-signed-cert';
import { Fn, TerraformLocal, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { checkFiles } from '../cloud-init/check-cloud-config';
import { escapeTemplate, isToken } from '../cloud-init/escape';
import { LateText } from '../cloud-init/late-text';
import { nodeProgram } from '../cloud-init/node-program';
import { systemUser } from '../cloud-init/system-user';
import type { HostKeySource } from '../site-output/site-description';
import type { PropChecks } from '../validation';
import { SETTINGS_PORT } from './ports';
import { WITH_NETLINK, sandbox } from './sandbox';
import type { SettingsForm } from './settings-form';
import { startUnits } from '../cloud-init/start-units';

/** Most bytes in base64, of P-256, with the longest name that a node may have. */
const [CERTIFICATE_SIZE, KEY_SIZE] = [1000, 340];
const TEN_YEARS_HOURS = 10 * 365 * 24;

/**
 * Files that may change while a node lives: certificates, limits, tokens. They are no part of the user-data, a change of which
 * would replace the droplet; the deploy hands them to every node, new or old, over TLS (docs/adr/0008). They hold data: a node refuses what
 * has not the form that its user-data gives the file.
 */
export interface NodeSettings {
  /** The files that change together. */
  readonly files: readonly SettingsFile[];
  /** Run as root, in order, when one of the files has changed. When one fails, the old files come back and the deploy fails. */
  readonly apply: readonly (readonly string[])[];
}

/** A file that a deploy may change on a living node. */
export interface SettingsFile {
  /** Absolute. */
  readonly path: string;
  /** Not executable, unless its form is SettingsForm.exactly(). @default '0644' */
  readonly mode?: string;
  /** What the file may contain; in the user-data, so another form replaces the node. */
  readonly form: SettingsForm;
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
After=network.target node-settings-apply.socket
StartLimitIntervalSec=0
[Service]
User=node-settings
ExecStart=/usr/local/sbin/node-settings
LoadCredential=tls.pem:/etc/node-settings/tls.pem
LoadCredential=client.pem:/etc/node-settings/client.pem
Restart=always
RestartSec=1
${sandbox()}[Install]
WantedBy=multi-user.target
`;
const APPLY_SOCKET = `[Unit]
Description=Where settings wait to be applied
[Socket]
ListenStream=/run/node-settings.sock
SocketMode=0660
SocketGroup=node-settings
Accept=yes
MaxConnections=4
[Install]
WantedBy=sockets.target
`;
/** As root: its commands check and reload daemons. What it cannot do: add programs, load modules, change the packet filter, see devices. */
const APPLY_UNIT = (programs: readonly string[]) => `[Unit]
Description=Applies this node's settings
CollectMode=inactive-or-failed
[Service]
ExecStart=/usr/local/sbin/apply-settings
StandardInput=socket
StandardOutput=socket
StandardError=journal
StateDirectory=node-settings
RuntimeMaxSec=300
${sandbox({
  system: 'yes',
  capabilities: [
    'CAP_CHOWN',
    'CAP_DAC_OVERRIDE',
    'CAP_FOWNER',
    'CAP_KILL',
    'CAP_NET_BIND_SERVICE',
    'CAP_SETGID',
    'CAP_SETUID',
  ],
  writes: programs,
  systemCalls: ['@chown', '@setuid', '@resources'],
  families: WITH_NETLINK,
  seesProcesses: true,
  compiles: true,
})}`;
/** Their contents are run, or decide what is. */
const PROGRAMS = [
  ...['/bin/', '/boot/', '/lib', '/opt/', '/root/', '/sbin/', '/usr/', '/home/'],
  ...[
    '/etc/cron',
    '/etc/init.d/',
    '/etc/ld.so',
    '/etc/pam.d/',
    '/etc/profile',
    '/etc/ssh/',
    '/etc/sudoers',
    '/etc/apt/',
  ],
  ...[
    '/etc/systemd/system',
    '/etc/udev/',
    '/etc/passwd',
    '/etc/shadow',
    '/etc/group',
    '/var/spool/cron',
    '/etc/node-settings/',
  ],
];
const WAIT = 'until [ -e /var/lib/node-settings/received ]; do sleep 0.2; done';

/** How settings get to the nodes of one group: a certificate for the nodes, one for the deploy, and the two programs on each node. */
export class SettingsChannel extends Construct {
  /** Goes before whatever needs the files: the bootstrap waits here until they have come, if it does. */
  public readonly part: CloudConfig;
  /** For the readiness gate, which hands the settings over (node/wait-until-ready.sh). */
  public readonly environment: Readonly<Record<string, string>>;
  /** For the command, which believes no other ssh host keys. */
  public readonly hostKeys: HostKeySource;
  /** Another value whenever a node must be given its settings again. */
  public readonly digest: string;

  public constructor(scope: Construct, id: string, { name, settings, awaited }: SettingsChannelProps) {
    super(scope, id);
    const server = this.certificate('key', 'Resource', name, 'server_auth');
    const client = this.certificate('client-key', 'client', 'deploy', 'client_auth');
    this.hostKeys = { name, port: SETTINGS_PORT, certificate: server.certPem };
    const groups = settings.map(({ files, apply }) => ({
      files: Object.fromEntries(files.map(({ path, mode, form }) => [path, { mode: mode ?? '0644', ...form.rule }])),
      apply,
    }));
    const programs = settings.flatMap(({ files }) => files.filter(({ form }) => form.isProgram));
    const programPaths = [...new Set(programs.map(({ path }) => dirname(path)))];
    this.part = {
      packages: ['python3'],
      files: [
        nodeProgram(__dirname, 'node-settings.py'),
        nodeProgram(__dirname, 'apply-settings.py'),
        { path: '/etc/node-settings/settings.json', content: JSON.stringify(groups) },
        {
          path: '/etc/node-settings/tls.pem',
          mode: '0600',
          base64: Fn.base64encode(Fn.join('\n', [server.certPem, server.privateKeyPem])),
          size: CERTIFICATE_SIZE + KEY_SIZE,
        },
        { path: '/etc/node-settings/client.pem', base64: Fn.base64encode(client.certPem), size: CERTIFICATE_SIZE },
        { path: '/etc/systemd/system/node-settings.service', content: UNIT },
        { path: '/etc/systemd/system/node-settings-apply.socket', content: APPLY_SOCKET },
        { path: '/etc/systemd/system/node-settings-apply@.service', content: APPLY_UNIT(programPaths) },
      ],
      commands: [
        systemUser('node-settings'),
        ...(programPaths.length > 0 ? [['mkdir', '-p', ...programPaths]] : []),
        startUnits('node-settings-apply.socket', 'node-settings.service'),
        ...(awaited ? [['sh', '-c', WAIT]] : []),
      ],
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
      SETTINGS_CA: server.certPem,
      SETTINGS_CERTIFICATE: client.certPem,
      SETTINGS_KEY: notSensitive(client.privateKeyPem),
    };
    this.digest = notSensitive(Fn.sha256(payload));
  }

  private certificate(keyId: string, id: string, commonName: string, use: 'server_auth' | 'client_auth') {
    const { privateKeyPem } = new PrivateKey(this, keyId, { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
    const { certPem } = new SelfSignedCert(this, id, {
      privateKeyPem,
      subject: [{ commonName }],
      dnsNames: use === 'server_auth' ? [commonName] : undefined,
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['digital_signature', use],
    });
    return { certPem, privateKeyPem };
  }

  /** Text around a Terraform value stands in a local of its own: cdktf garbles it as the argument of a function. */
  private base64(path: string, content: string): string {
    if (!Token.isUnresolved(content)) return Buffer.from(content).toString('base64');
    const late = LateText.base64(content);
    if (late !== undefined) return late;
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
  for (const { path, mode, form, content } of settings.flatMap(({ files }) => files)) {
    if (!checks.requireResolved('settings.files.path', path)) continue;
    checks.require(
      form.isProgram || !mode || !/[1357]/.test(mode),
      'settings.files.mode',
      'let nobody execute a file that changes while its node lives',
      mode,
      `take the x out for ${path}: programs belong into user-data (CloudConfig.files)`,
    );
    const forbidden = PROGRAMS.find((directory) => path.startsWith(directory));
    checks.require(
      form.isProgram || !forbidden,
      'settings.files',
      'not lie where the system takes programs and units from',
      path,
      'choose a directory of your own below /etc',
    );
    // Not the content itself: it may be a secret.
    checks.require(
      Token.isUnresolved(content) || form.accepts(content),
      'settings.files.content',
      'have the form that its node takes',
      path,
      'choose another SettingsForm, or a content that fits this one',
    );
  }
  for (const command of settings.flatMap(({ apply }) => apply))
    checks.require(command.length > 0, 'settings.apply', 'hold words', command, "write them like ['nginx', '-t']");
}
