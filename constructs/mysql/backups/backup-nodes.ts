import { Fn } from 'cdktf';
import type { CloudConfig } from '../../cloud-init/cloud-config';
import { readNodeProgram } from '../../cloud-init/node-program';
import type { NodeSettings, SettingsFile } from '../../droplet/node-settings';
import { sandbox } from '../../droplet/sandbox';
import { SettingsForm } from '../../droplet/settings-form';
import { startUnits } from '../../cloud-init/start-units';

/** As the nodes' program reads it (node/mysql-backup.py). */
export type BackupPlan =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly bucket: string;
      readonly region: string;
      readonly endpoint: string;
      readonly prefix: string;
      readonly access_key_id: string;
      readonly secret_access_key: string;
      readonly recipients: readonly string[];
      readonly base_every_hours: number;
      readonly keep_days: number;
      readonly drill_every_days: number;
    };

const PROGRAM = '/usr/local/sbin/mysql-backup';
const MODULES = [
  ...['archive', 'base', 'binlogs', 'bucket', 'drill', 'gtids', 'isolated', 'node', 'restoring', 'schedule'],
];

/** A job that fails is a failed unit, whose last word in the journal says what mends it. */
const UNIT = `[Unit]
Description=MySQL backups: %i
After=mysql.service network-online.target
RequiresMountsFor=/srv/mysql
[Service]
Type=oneshot
ExecStart=${PROGRAM} %i
StateDirectory=mysql-backup
Nice=10
IOSchedulingClass=idle
OOMScoreAdjust=500
TimeoutStartSec=infinity
${sandbox({
  system: 'yes',
  capabilities: ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_KILL', 'CAP_SETGID', 'CAP_SETUID'],
  systemCalls: ['@chown', '@setuid', '@resources'],
  seesProcesses: true,
  compiles: true,
})}`;

/** How often each job looks whether it has something to do. The first figure is how much of the last writes may be lost with all nodes. */
const SECONDS = { archive: 60, base: 600, drill: 3600 };

function timer(job: keyof typeof SECONDS): string {
  return `[Unit]
Description=Every ${SECONDS[job]} s: MySQL backups, ${job}
[Timer]
OnActiveSec=${SECONDS[job]}
OnUnitInactiveSec=${SECONDS[job]}
AccuracySec=1s
Unit=mysql-backup@${job}.service
[Install]
WantedBy=timers.target
`;
}

const JOBS = Object.keys(SECONDS) as (keyof typeof SECONDS)[];

/** What a node has of backups from its first day on. */
export const backupNodes: CloudConfig = {
  packages: ['age', 'python3-pymysql', 'rclone', 'zstd'],
  files: [
    { path: '/etc/systemd/system/mysql-backup@.service', content: UNIT },
    ...JOBS.map((job) => ({ path: `/etc/systemd/system/mysql-backup-${job}.timer`, content: timer(job) })),
  ],
  commands: [startUnits(...JOBS.map((job) => `mysql-backup-${job}.timer`))],
};

/**
 * What a deploy may change while a node lives: where backups go, and the keys. The programs come the same way because user-data has no room for them;
 * a node takes the version whose digests its user-data has, and keeps it: operators replace nodes one at a time for another.
 * The files are the same whatever the plan: a node takes those that it was made for, and no others.
 */
export function backupSettings(plan: BackupPlan, privateKey: string): NodeSettings {
  return {
    files: [
      ...MODULES.map((name) => program(`/usr/local/lib/mysql-backup/${name}.py`, '0644', `${name}.py`)),
      program(PROGRAM, '0755', 'mysql-backup.py'),
      { path: '/etc/mysql-backup/settings.json', mode: '0600', form: SettingsForm.json, content: Fn.jsonencode(plan) },
      { path: '/etc/mysql-backup/key', mode: '0600', form: SettingsForm.secret, content: privateKey },
    ],
    // A bucket that does not take what it is given fails the deploy, not the first backup.
    apply: [[PROGRAM, 'check']],
  };
}

function program(path: string, mode: string, name: string): SettingsFile {
  const content = readNodeProgram(__dirname, name);
  return { path, mode, form: SettingsForm.exactly(content), content };
}
