import { MysqlBackups } from '../../../../../constructs/mysql/backups/mysql-backups';
import type { SpacesBackupsOptions } from '../../../../../constructs/mysql/backups/spaces-backups';
import { ExistingMysql, type ExistingMysqlOptions } from '../../../../../constructs/mysql/existing-mysql';
import {
  ManagedMysql,
  type ManagedMysqlOptions,
  type ManagedMysqlProps,
} from '../../../../../constructs/mysql/managed-mysql';
import { MysqlPackages, type MysqlServerChoice } from '../../../../../constructs/mysql/mysql-packages';
import type { MysqlSettings } from '../../../../../constructs/mysql/mysql-settings';
import {
  SelfHostedMysql,
  type SelfHostedMysqlOptions,
  type SelfHostedMysqlProps,
} from '../../../../../constructs/mysql/self-hosted-mysql';
import type { MysqlServerSettings } from '../../../../../constructs/mysql/server-settings';
import { newSite } from '../../synth';
import { KNOWN, rowsOf, type PropCase, wholeNumber, computed, newer, role, size } from '../prop-row';

const selfHosted = (props: Partial<SelfHostedMysqlProps>) => {
  const { stack, network, access } = newSite();
  new SelfHostedMysql(stack, 'db', { network, access, nodes: 3, ...props });
  return stack;
};
const managed = (props: Partial<ManagedMysqlProps>) => {
  const { stack, network } = newSite();
  new ManagedMysql(stack, 'db', { network, ...props });
  return stack;
};
const existing = (props: Partial<ExistingMysqlOptions>) => {
  const { stack } = newSite();
  const right = { writerHosts: ['db.example.com'], password: computed.text, ca: computed.text };
  new ExistingMysql(stack, 'db', { ...right, ...props });
  return stack;
};
const hosts = {
  accepts: [['db.example.com', '10.20.0.7', computed.text]],
  refuses: [
    [[], "name a server, got [] (write ['mysql.int.foobar.com'])"],
    [['db:3306'], "hold host names or IPv4 addresses, got 'db:3306' (write them like 'mysql.int.foobar.com')"],
  ] as const,
};
const settings = (one: MysqlSettings) => managed({ settings: one });
const backups = (one: Partial<SpacesBackupsOptions>) =>
  selfHosted({
    backups: MysqlBackups.toSpaces({
      bucket: 'foobar-backups',
      region: 'ams3',
      accessKeyId: computed.text,
      secretAccessKey: computed.text,
      ...one,
    }),
  });

const ODD = (got: number) =>
  [got, `be odd to keep a majority, or 2, got ${got} (use 3, 5 or 7; or 2 without automatic failover)`] as const;
const name = (taken: string) => ({
  accepts: ['app', 'shop_2', computed.text],
  refuses: [
    ['my-app', "be lower-case letters, digits and underscores, at most 32, got 'my-app' (write it like 'app')"],
    [taken, `not be one of the server’s own, got '${taken}' (write it like 'app')`],
  ] as const,
});
const NO_SECRET = ['', "be given, got 'nothing' (give the value of a sensitive Terraform variable)"] as const;
const backupNumber = (prop: string, min: number, max: number): PropCase => ({
  as: `backups.${prop}`,
  ...wholeNumber(min, max),
});

/** MySQL's own ranges. */
const RANGES = {
  waitTimeoutSeconds: [1, 2147483],
  interactiveTimeoutSeconds: [30, 604800],
  connectTimeoutSeconds: [2, 3600],
  netReadTimeoutSeconds: [1, 3600],
  netWriteTimeoutSeconds: [1, 3600],
  lockWaitTimeoutSeconds: [1, 3600],
  statsExpirySeconds: [900, 31536000],
  binlogRetentionSeconds: [600, 604800],
  maxAllowedPacketMb: [1, 1024],
  temporaryTableMb: [1, 1024],
  maxHeapTableMb: [1, 1024],
  sortBufferKb: [32, 1048576],
  logBufferMb: [1, 4095],
  onlineAlterLogMb: [1, 1048576],
  groupConcatMaxBytes: [4, 2147483647],
  fullTextMinWordLength: [1, 16],
  backupHour: [1, 23],
  backupMinute: [1, 59],
} as const;
const databaseSize = (nodes: number, got: string) =>
  `be a size of managed MySQL for ${nodes} nodes, got '${got}' (write it like 'db-s-2vcpu-4gb'; ${newer('2026-08')})`;

export const mysqlRows = [
  ...rowsOf<SelfHostedMysqlProps>('SelfHostedMysqlProps', 'test/db/Resource', selfHosted, { role }),
  ...rowsOf<ManagedMysqlProps>('ManagedMysqlProps', 'test/db', managed, {
    name: {
      accepts: ['orders'],
      refuses: [
        ['Orders', "be one label of a host name, got 'Orders' (write it like 'mysql')"],
        [computed.text, KNOWN],
      ],
    },
  }),
  ...rowsOf<SelfHostedMysqlOptions>('SelfHostedMysqlOptions', 'test/db', selfHosted, {
    nodes: { accepts: [2, 3, 5, 7], refuses: [ODD(4), ODD(1), [computed.number, KNOWN]] },
    size: { at: 'test/db/Resource', accepts: ['s-2vcpu-4gb', computed.text], refuses: [['big', size('big')]] },
    volumeGb: {
      at: 'test/db/Resource/data',
      as: 'sizeGb',
      accepts: [1, 16384, computed.number],
      refuses: [[0, 'be a whole number from 1 to 16384, got 0 (use 1 to 16384)']],
    },
    passwordVersion: wholeNumber(1, 1_000_000),
    database: name('mysql'),
    user: name('root'),
  }),
  ...rowsOf<MysqlServerChoice>('MysqlServerChoice', 'test/db', selfHosted, {
    version: {
      accepts: ['9.7', '8.4'],
      refuses: [
        ['8.0', "be a known value, got '8.0' (use one of 9.7, 8.4)"],
        [computed.text, KNOWN],
      ],
    },
    packages: {
      accepts: [MysqlPackages.vendor()],
      refuses: [
        [
          MysqlPackages.distribution(),
          "be those of an archive that has MySQL, got 'debian-13-x64' (Debian has none: leave 'packages' out, or use image: 'ubuntu-24-04-x64')",
        ],
      ],
    },
  }),
  ...rowsOf<ExistingMysqlOptions>('ExistingMysqlOptions', 'test/db', existing, {
    writerHosts: hosts,
    readerHosts: hosts,
    port: wholeNumber(1, 65535),
    password: { accepts: [computed.text], refuses: [NO_SECRET] },
    ca: {
      accepts: ['-----BEGIN CERTIFICATE-----', computed.text],
      refuses: [['ca.pem', "be a certificate in PEM, got 'ca.pem' (give the CA's certificate, not its path)"]],
    },
  }),
  ...rowsOf<MysqlServerSettings>('MysqlServerSettings', 'test/db', selfHosted, {
    bufferPoolMb: {
      accepts: [16, 3276],
      refuses: [
        [15, 'be a whole number from 16 to 1000000, got 15 (use 16 to 1000000)'],
        [
          3277,
          "be at most 80 % of the 4096 MiB that 's-2vcpu-4gb' has, got 3277 (the server needs more than its buffer pool: take a larger size)",
        ],
      ],
    },
    maxConnections: wholeNumber(60, 10_000),
    redoLogMb: wholeNumber(8, 131_072),
    maxTransactionMb: wholeNumber(1, 2047),
    settings: {
      accepts: [
        {},
        { replica_parallel_workers: 8, clone_ddl_timeout: 600, plugin_dir: '/srv/plugins' },
        { long_query_time: 1, 'slow-query-log': true, sql_mode: computed.text },
      ],
      refuses: [
        [
          { 'Long Query': 1 },
          "[test/db] 'settings.Long Query' must be the name of a setting, got 'Long Query' (write it like 'long_query_time')",
        ],
        [
          { gtid_mode: 'OFF' },
          "[test/db] 'settings.gtid_mode' must not be one that the cluster depends on, or that has a prop of its own, got 'OFF' (leave it out; bufferPoolMb, maxConnections, redoLogMb, primaryKeys and maxTransactionMb are props)",
        ],
        [
          { sql_mode: 'A\0B' },
          "[test/db] 'settings.sql_mode' must be text without NUL, got 'A\0B' (write the value as the server is to have it)",
        ],
      ],
    },
  }),
  ...rowsOf<ManagedMysqlOptions>('ManagedMysqlOptions', 'test/db', managed, {
    standbyNodes: wholeNumber(0, 2),
    readReplicas: wholeNumber(0, 3),
    version: { accepts: ['8', computed.text], refuses: [['5.7', "be a known value, got '5.7' (use one of 8)"]] },
    size: {
      accepts: ['db-s-2vcpu-4gb', 'gd-4vcpu-16gb', computed.text],
      refuses: [
        ['s-2vcpu-4gb', databaseSize(2, 's-2vcpu-4gb')],
        // Sold for a single node alone.
        ['db-s-1vcpu-1gb', databaseSize(2, 'db-s-1vcpu-1gb')],
      ],
    },
    maintenance: {
      as: 'maintenance.day',
      accepts: [
        { day: 'monday', hour: '23:30' },
        { day: computed.text, hour: computed.text },
      ],
      refuses: [
        [
          { day: 'Mon', hour: '03:00' },
          "be a known value, got 'Mon' (use one of monday, tuesday, wednesday, thursday, friday, saturday, sunday)",
        ],
        [
          { day: 'monday', hour: '24:00' },
          "[test/db] 'maintenance.hour' must be an hour in UTC, got '24:00' (write it like '03:00')",
        ],
      ],
    },
    database: name('defaultdb'),
    user: name('doadmin'),
  }),
  ...rowsOf<MysqlSettings>('MysqlSettings', 'test/db', settings, {
    ...Object.fromEntries(
      Object.entries(RANGES).map(([prop, [min, max]]) => [prop, { as: `settings.${prop}`, ...wholeNumber(min, max) }]),
    ),
    longQuerySeconds: {
      as: 'settings.longQuerySeconds',
      accepts: [0.125, 3600, computed.number],
      refuses: [
        [0, 'be more than 0 and at most 3600, in eighths, got 0 (use 0.5, 2 or 10)'],
        [0.3, 'be more than 0 and at most 3600, in eighths, got 0.3 (use 0.5, 2 or 10)'],
      ],
    },
    sqlMode: {
      as: 'settings.sqlMode',
      accepts: [['STRICT_TRANS_TABLES', computed.text]],
      refuses: [[['strict'], "be names of MySQL's modes, got 'strict' (write them like 'STRICT_TRANS_TABLES')"]],
    },
    timeZone: {
      as: 'settings.timeZone',
      accepts: ['SYSTEM', '+02:00', 'Europe/Berlin', computed.text],
      refuses: [['2 hours', "be a time zone, got '2 hours' (write it like '+02:00' or 'Europe/Berlin')"]],
    },
    fullTextStopwordTable: {
      as: 'settings.fullTextStopwordTable',
      accepts: ['app/stopwords', computed.text],
      refuses: [['stopwords', "be a table, got 'stopwords' (write it like 'app/stopwords')"]],
    },
    temporaryTableEngine: {
      as: 'settings.temporaryTableEngine',
      accepts: ['MEMORY', computed.text],
      refuses: [['InnoDB', "be a known value, got 'InnoDB' (use one of TempTable, MEMORY)"]],
    },
  }),
  ...rowsOf<SpacesBackupsOptions>('SpacesBackupsOptions', 'test/db', backups, {
    bucket: {
      as: 'backups.bucket',
      accepts: ['foobar-backups', computed.text],
      refuses: [['Backups', "be a bucket's name, got 'Backups' (write it like 'foobar-backups')"]],
    },
    region: {
      as: 'backups.region',
      accepts: ['fra1', computed.text],
      refuses: [
        [
          'nyc1',
          `be a region that has Spaces, got 'nyc1' (use one of ams3, atl1, blr1, fra1, lon1, nyc3, sfo2, sfo3, sgp1, syd1, tor1; ${newer('2026-03')})`,
        ],
      ],
    },
    accessKeyId: { as: 'backups.accessKeyId', accepts: [computed.text], refuses: [NO_SECRET] },
    secretAccessKey: { as: 'backups.secretAccessKey', accepts: [computed.text], refuses: [NO_SECRET] },
    endpoint: {
      as: 'backups.endpoint',
      accepts: ['http://169.254.169.254:8793', computed.text],
      refuses: [
        [
          's3.example.com',
          "be a URL without a path, got 's3.example.com' (write it like 'https://fra1.digitaloceanspaces.com')",
        ],
      ],
    },
    prefix: {
      as: 'backups.prefix',
      accepts: ['shop/mysql', computed.text],
      refuses: [['shop/', "be words and slashes, with none at its ends, got 'shop/' (write it like 'shop/mysql')"]],
    },
    baseEveryHours: backupNumber('baseEveryHours', 1, 168),
    keepDays: backupNumber('keepDays', 1, 3650),
    drillEveryDays: backupNumber('drillEveryDays', 1, 90),
    recipients: {
      as: 'backups.recipients',
      accepts: [[], [`age1${'q'.repeat(58)}`, computed.text]],
      refuses: [
        [
          ['AGE-SECRET-KEY-1'],
          "hold public keys of age or of SSH's ed25519, got 'AGE-SECRET-KEY-1' (write them like 'age1...' or 'ssh-ed25519 AAAA...')",
        ],
      ],
    },
  }),
];
