import { markdownTable } from '../../host/table';
import { MYSQL_SIGNING_KEY } from '../../constructs/mysql/mysql-signing-key';
import { COMPONENTS, type MeasuredRun } from './components';

/**
 * What is not on the guests of the local cloud, and where it was read. `assumed` is what nobody could look at here.
 */
const OTHERS: readonly (readonly [what: string, state: 'read' | 'assumed', where: string])[] = [
  [
    'Debian 13, trixie: component `mysql-9.7-lts`, and `mysql-8.4-lts`',
    'read',
    'installation scripts that others publish for this suite and these components',
  ],
  ['Ubuntu 24.04, noble: the same components', 'read', 'the same'],
  [
    'Ubuntu 26.04, resolute: the same components',
    'assumed',
    'nobody looked: without the suite a new node goes on trying, and its log says so',
  ],
  ['`mysql-8.4-lts` with this package', 'assumed', 'its settings are in the manual of 8.4; no server of it ran'],
  ['Ubuntu 24.04 and 26.04 as images', 'assumed', 'nodes ran on Debian 13 alone'],
  [
    `the key ${MYSQL_SIGNING_KEY.fingerprint}`,
    'read',
    "MySQL's manual, Signature Checking Using GnuPG; digest and end are tested",
  ],
];

const DIFFERENCES: readonly (readonly [what: string, real: string, here: string, source: string])[] = [
  ['address', '`https://repo.mysql.com/apt/debian`, by TLS', 'the same for apt, which reads a directory', 'ran'],
  [
    'signature',
    "MySQL's key",
    "a key of the image's own, for this repository alone",
    'ran; a signature by another key is refused',
  ],
  [
    'suites, components',
    '`trixie`, `noble`; `mysql-9.7-lts`, `mysql-8.4-lts`',
    '`trixie`, `mysql-9.7-lts`',
    'ran; the others read',
  ],
  [
    'packages',
    '`mysql-common`, `mysql-client`, `mysql-server`, `mysql-community-{server,client}[-core]`, `mysql-community-client-plugins`',
    "the same names, with Debian's programs in them; plugins of clients are in the client",
    "read in MySQL's sources (packaging/deb-in)",
  ],
  ['unit', '`mysql.service`, `Restart=on-failure`, `RestartPreventExitStatus=1`', 'the same', 'ran'],
  [
    '`/etc/mysql/mysql.conf.d/mysqld.cnf`',
    'pid file, socket, data, error log',
    "Debian's: also `bind-address`, sizes",
    'read',
  ],
  ['first data', '`mysqld --initialize-insecure`, root by `auth_socket`', "the same, and Debian's own account", 'ran'],
  [
    'AppArmor',
    'a profile for mysqld, which includes `local/usr.sbin.mysqld`',
    'the same file; guests have no AppArmor',
    'read',
  ],
  [
    'an update',
    'the next release of the track; its package leaves the data alone',
    'none, for there is one version; the same packages under a later version, with that part of the script taken out',
    'ran (mysql-packages.test.ts), and on one node with a restart; the scripts read',
  ],
];

const HEAD = `# Versions

What the nodes ran with, what was read elsewhere, and what is assumed.
Written by scripts/versions/measure.ts on a running site, from the packages of its nodes; a test holds this page to its figures (docs/versions.json).
`;

/** docs/versions.md */
export function renderVersions(runs: readonly MeasuredRun[]): string {
  const ran = runs.flatMap(({ suite, guest, on, versions }) =>
    COMPONENTS.filter(({ name }) => name in versions).map(({ name }) => [
      name,
      versions[name]!,
      guest,
      on,
      `\`${suite}\``,
    ]),
  );
  return `${HEAD}
## What ran

${markdownTable([['component', 'version', 'guest', 'on', 'suite'], ...ran])}

The drills of [the report](drills.md) ran on the same guest, with MySQL from Debian's archive under Debian's names.

## What did not run

${markdownTable([['what', 'state', 'where'], ...OTHERS])}

## MySQL's packages, real and local

User-data is the same; the local cloud has no way to repo.mysql.com that would not need the Internet.

${markdownTable([['what', "MySQL's repository", 'local cloud', 'known from'], ...DIFFERENCES])}
`;
}
