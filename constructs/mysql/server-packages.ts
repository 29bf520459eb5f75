import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram, readNodeProgram } from '../cloud-init/node-program';
import { startUnits } from '../cloud-init/start-units';
import type { NodeSettings } from '../droplet/node-settings';
import { rebootInhibitor } from '../droplet/reboot-window';
import { sandbox } from '../droplet/sandbox';
import { SettingsForm } from '../droplet/settings-form';
import type { ServerPackage } from './mysql-packages';
import { SIGNING_KEY_FILE, keyForNodes } from './mysql-signing-key';
import type { Replication } from './render-my-cnf';

/** Names of the packages that a server consists of; others of MySQL's repository are not for nodes. */
const PACKAGES = 'mysql-community-* mysql-server mysql-client mysql-common';

/** The server comes from its track alone, whatever archive has a package of its name, and nothing else comes from MySQL's repository. */
export function renderPreferences(track: string): string {
  return `Package: ${PACKAGES}
Pin: version ${track}.*
Pin-Priority: 990

Package: ${PACKAGES}
Pin: version *
Pin-Priority: -1

Package: *
Pin: origin "repo.mysql.com"
Pin-Priority: -1
`;
}

/** mysqld may read and write its own directories alone; a copy and a restore stand beside them, on the same volume. */
const APPARMOR = `/etc/mysql-cluster/my.cnf r,
/srv/mysql/ r,
/srv/mysql/** rwk,
`;

const UPDATES = '/usr/local/sbin/mysql-updates';

const LOOK_UNIT = `[Unit]
Description=Downloads newer packages of MySQL
After=network-online.target
ConditionPathExists=${UPDATES}
[Service]
Type=oneshot
ExecStart=${UPDATES} look
StateDirectory=mysql-packages
TimeoutStartSec=1h
${sandbox({
  system: 'yes',
  capabilities: ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_FSETID', 'CAP_KILL', 'CAP_SETGID', 'CAP_SETUID'],
  systemCalls: ['@chown', '@setuid', '@resources'],
  seesProcesses: true,
  compiles: true,
})}`;
/** For the night's restarts. */
const LOOK_TIMER = `[Unit]
Description=Every evening: is there a newer MySQL
[Timer]
OnCalendar=*-*-* 18:00
RandomizedDelaySec=6h
[Install]
WantedBy=timers.target
`;

/** `mysql-updates` comes as a setting: user-data has no room for it. */
const SECONDARIES_FIRST = rebootInhibitor('mysql-updates', `exec ${UPDATES} may-restart`);

/** How a node comes to the server and to its updates. Ends with the server installed, and not started. */
export function serverPackages({ track }: ServerPackage, kind: Replication['kind']): CloudConfig {
  return {
    files: [
      nodeProgram(__dirname, 'mysql-packages.sh'),
      { path: '/etc/apparmor.d/local/usr.sbin.mysqld', content: APPARMOR, packed: true },
      ...(track === ''
        ? []
        : [
            { path: SIGNING_KEY_FILE, base64: keyForNodes() },
            { path: '/etc/apt/preferences.d/mysql', content: renderPreferences(track), packed: true },
            { path: '/etc/systemd/system/mysql-updates.service', content: LOOK_UNIT },
            { path: '/etc/systemd/system/mysql-updates.timer', content: LOOK_TIMER },
            ...(kind === 'group' ? [SECONDARIES_FIRST] : []),
          ]),
    ],
    commands: track === '' ? [] : [startUnits('mysql-updates.timer')],
  };
}

/** Installs updates in place, when the node restarts. A node keeps the version of the program that it was made for. */
export function serverUpdates({ track }: ServerPackage): readonly NodeSettings[] {
  const content = readNodeProgram(__dirname, 'mysql-updates.sh');
  const program = { path: UPDATES, mode: '0755', form: SettingsForm.exactly(content), content };
  return track === '' ? [] : [{ files: [program], apply: [] }];
}

/** Line of the server's unit: updates are installed before it starts. */
export function renewBeforeStart({ track }: ServerPackage): string {
  return track === '' ? '' : `ExecStartPre=+-${UPDATES} renew\n`;
}
