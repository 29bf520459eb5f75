import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import { startUnits } from '../cloud-init/start-units';
import { rebootInhibitor } from '../droplet/reboot-window';
import { sandbox } from '../droplet/sandbox';
import type { ServerPackage } from './mysql-packages';
import { SIGNING_KEY_FILE, mysqlSigningKey } from './mysql-signing-key';
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

const LOOK_UNIT = `[Unit]
Description=Downloads newer packages of MySQL, for the next restart of this node
After=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/mysql-packages look
StateDirectory=mysql-packages
TimeoutStartSec=1h
${sandbox({
  system: 'yes',
  capabilities: ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_FSETID', 'CAP_KILL', 'CAP_SETGID', 'CAP_SETUID'],
  systemCalls: ['@chown', '@setuid', '@resources'],
  seesProcesses: true,
  compiles: true,
})}`;
/** In the evening, for the night's restarts. */
const LOOK_TIMER = `[Unit]
Description=Once a day: is there a newer MySQL
[Timer]
OnCalendar=*-*-* 18:00
RandomizedDelaySec=6h
[Install]
WantedBy=timers.target
`;

/** A primary restarts when every other member has the new version: members of a newer version follow an older primary, and not the other way round. */
const SECONDARIES_FIRST = rebootInhibitor(
  'mysql-packages',
  `[ -s /var/lib/mysql-packages/pending ] || exit 0
new=$(sed 's/[-+ ].*//' /var/lib/mysql-packages/pending)
ask() { timeout 10 mysql --no-defaults -uroot -S /run/mysqld/mysqld.sock -N -B -e "$1 FROM performance_schema.replication_group_members WHERE $2"; }
[ "$(ask 'SELECT MEMBER_ROLE' 'MEMBER_ID = @@server_uuid')" = PRIMARY ] || exit 0
older=$(ask 'SELECT GROUP_CONCAT(MEMBER_HOST)' "MEMBER_ID <> @@server_uuid AND MEMBER_VERSION <> '$new' HAVING COUNT(*) > 0")
[ -z "$older" ] || { echo "it is the primary, and $older has not MySQL $new yet"; exit 1; }`,
);

/** How a node comes to the server and to its updates. Ends with the server installed, and not started. */
export function serverPackages({ track }: ServerPackage, kind: Replication['kind']): CloudConfig {
  return {
    files: [
      nodeProgram(__dirname, 'mysql-packages.sh'),
      { path: '/etc/apparmor.d/local/usr.sbin.mysqld', content: APPARMOR, packed: true },
      ...(track === ''
        ? []
        : [
            { path: SIGNING_KEY_FILE, content: mysqlSigningKey(), packed: true },
            { path: '/etc/apt/preferences.d/mysql', content: renderPreferences(track), packed: true },
            { path: '/etc/systemd/system/mysql-packages.service', content: LOOK_UNIT },
            { path: '/etc/systemd/system/mysql-packages.timer', content: LOOK_TIMER },
            ...(kind === 'group' ? [SECONDARIES_FIRST] : []),
          ]),
    ],
    commands: track === '' ? [] : [startUnits('mysql-packages.timer')],
  };
}
