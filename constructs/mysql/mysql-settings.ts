import type { DatabaseMysqlConfigConfig } from '@cdktf/provider-digitalocean/lib/database-mysql-config';
import type { PropChecks } from '../validation';

/**
 * Settings of a managed cluster's servers. What is not set is DigitalOcean's choice; a setting that is taken out again stays as
 * it was. 0 cannot be said: the provider takes it for nothing.
 */
export interface MysqlSettings {
  /** How long an idle connection lives, seconds, 1 to 2147483. @default - DigitalOcean's */
  readonly waitTimeoutSeconds?: number;
  /** The same for interactive clients, seconds, 30 to 604800. @default - DigitalOcean's */
  readonly interactiveTimeoutSeconds?: number;
  /** For a login, seconds, 2 to 3600. @default - DigitalOcean's */
  readonly connectTimeoutSeconds?: number;
  /** For more data from a client, seconds, 1 to 3600. @default - DigitalOcean's */
  readonly netReadTimeoutSeconds?: number;
  /** For a client to take data, seconds, 1 to 3600. @default - DigitalOcean's */
  readonly netWriteTimeoutSeconds?: number;
  /** For a row lock, seconds, 1 to 3600. @default - DigitalOcean's */
  readonly lockWaitTimeoutSeconds?: number;
  /** How old statistics of tables may be, seconds, 900 to 31536000. @default - DigitalOcean's */
  readonly statsExpirySeconds?: number;
  /** How long the binary log is kept at least, seconds, 600 to 604800. @default - DigitalOcean's */
  readonly binlogRetentionSeconds?: number;
  /** Logs the queries that take longer than `longQuerySeconds`. @default false */
  readonly slowQueryLog?: boolean;
  /** From when on a query is slow, seconds, to 3600; a whole number, or one with halves, quarters or eighths. @default - DigitalOcean's */
  readonly longQuerySeconds?: number;
  /** Largest statement or row, MiB, 1 to 1024. @default - DigitalOcean's */
  readonly maxAllowedPacketMb?: number;
  /** Temporary tables in memory, MiB, 1 to 1024. @default - DigitalOcean's */
  readonly temporaryTableMb?: number;
  /** Tables of the engine MEMORY, MiB, 1 to 1024. @default - DigitalOcean's */
  readonly maxHeapTableMb?: number;
  /** Of each sort, KiB, 32 to 1048576. @default - DigitalOcean's */
  readonly sortBufferKb?: number;
  /** InnoDB's log buffer, MiB, 1 to 4095. @default - DigitalOcean's */
  readonly logBufferMb?: number;
  /** Changes to a table during its ALTER, MiB, 1 to 1048576. @default - DigitalOcean's */
  readonly onlineAlterLogMb?: number;
  /** Longest GROUP_CONCAT, bytes, 4 to 2147483647. @default - DigitalOcean's */
  readonly groupConcatMaxBytes?: number;
  /** Shortest word of a full-text index, characters, 1 to 16. @default - DigitalOcean's */
  readonly fullTextMinWordLength?: number;
  /** Words that full-text indexes leave out: 'database/table'. @default - DigitalOcean's */
  readonly fullTextStopwordTable?: string;
  /** Such as ['STRICT_TRANS_TABLES', 'NO_ZERO_DATE']. @default - DigitalOcean's */
  readonly sqlMode?: readonly string[];
  /** 'SYSTEM', an offset such as '+02:00', or a name such as 'Europe/Berlin'. @default - DigitalOcean's */
  readonly timeZone?: string;
  /** Engine of temporary tables in memory. @default - DigitalOcean's */
  readonly temporaryTableEngine?: 'TempTable' | 'MEMORY';
  /** Refuses tables without a primary key. @default - DigitalOcean's */
  readonly requirePrimaryKey?: boolean;
  /** Writes every deadlock of InnoDB to the error log; without it, only the last one can be seen. @default - DigitalOcean's */
  readonly printAllDeadlocks?: boolean;
  /** A lock wait that takes too long rolls back the transaction, not the statement alone. @default - DigitalOcean's */
  readonly rollbackOnTimeout?: boolean;
  /** Hour of the daily backup, UTC, 1 to 23. @default - DigitalOcean's */
  readonly backupHour?: number;
  /** Minute of the daily backup, 1 to 59. @default - DigitalOcean's */
  readonly backupMinute?: number;
}

type Argument = keyof DatabaseMysqlConfigConfig;
type NumberOf<T> = { [K in keyof T]-?: NonNullable<T[K]> extends number ? K : never }[keyof T];
const [KIB, MIB] = [2 ** 10, 2 ** 20];

/** Whole numbers: the provider's argument, the least, the most, and what one is in the provider's unit. */
const NUMBERS: Readonly<
  Record<Exclude<NumberOf<MysqlSettings>, 'longQuerySeconds'>, readonly [Argument, number, number, number]>
> = {
  waitTimeoutSeconds: ['waitTimeout', 1, 2147483, 1],
  interactiveTimeoutSeconds: ['interactiveTimeout', 30, 604800, 1],
  connectTimeoutSeconds: ['connectTimeout', 2, 3600, 1],
  netReadTimeoutSeconds: ['netReadTimeout', 1, 3600, 1],
  netWriteTimeoutSeconds: ['netWriteTimeout', 1, 3600, 1],
  lockWaitTimeoutSeconds: ['innodbLockWaitTimeout', 1, 3600, 1],
  statsExpirySeconds: ['informationSchemaStatsExpiry', 900, 31536000, 1],
  binlogRetentionSeconds: ['binlogRetentionPeriod', 600, 604800, 1],
  maxAllowedPacketMb: ['maxAllowedPacket', 1, 1024, MIB],
  temporaryTableMb: ['tmpTableSize', 1, 1024, MIB],
  maxHeapTableMb: ['maxHeapTableSize', 1, 1024, MIB],
  sortBufferKb: ['sortBufferSize', 32, 1048576, KIB],
  logBufferMb: ['innodbLogBufferSize', 1, 4095, MIB],
  onlineAlterLogMb: ['innodbOnlineAlterLogMaxSize', 1, 1048576, MIB],
  groupConcatMaxBytes: ['groupConcatMaxLen', 4, 2147483647, 1],
  fullTextMinWordLength: ['innodbFtMinTokenSize', 1, 16, 1],
  backupHour: ['backupHour', 1, 23, 1],
  backupMinute: ['backupMinute', 1, 59, 1],
};

export function checkMysqlSettings(checks: PropChecks, settings: MysqlSettings): void {
  for (const [name, [, least, most]] of Object.entries(NUMBERS)) {
    const value = settings[name as keyof typeof NUMBERS];
    if (value !== undefined) checks.wholeNumber(`settings.${name}`, value, least, most);
  }
  const { longQuerySeconds, sqlMode, timeZone, fullTextStopwordTable, temporaryTableEngine } = settings;
  if (longQuerySeconds !== undefined) {
    // The provider keeps it in 32 bits: another number would be a change in every plan.
    const isKept = (n: number) => n > 0 && n <= 3600 && Number.isInteger(n * 8);
    checks.check(
      'settings.longQuerySeconds',
      longQuerySeconds,
      isKept,
      'be more than 0 and at most 3600, in eighths',
      'use 0.5, 2 or 10',
    );
  }
  for (const mode of sqlMode ?? [])
    checks.check(
      'settings.sqlMode',
      mode,
      (text) => /^[A-Z_]+$/.test(text),
      "be names of MySQL's modes",
      "write them like 'STRICT_TRANS_TABLES'",
    );
  if (timeZone !== undefined) {
    const isZone = (text: string) => /^(SYSTEM|[+-]\d\d:\d\d|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*)$/.test(text);
    checks.check('settings.timeZone', timeZone, isZone, 'be a time zone', "write it like '+02:00' or 'Europe/Berlin'");
  }
  if (fullTextStopwordTable !== undefined)
    checks.check(
      'settings.fullTextStopwordTable',
      fullTextStopwordTable,
      (text) => /^.+\/.+$/.test(text),
      'be a table',
      "write it like 'app/stopwords'",
    );
  if (temporaryTableEngine !== undefined)
    checks.oneOf('settings.temporaryTableEngine', temporaryTableEngine, ['TempTable', 'MEMORY']);
}

/** As arguments of `digitalocean_database_mysql_config`. */
export function mysqlConfigArguments(settings: MysqlSettings): Partial<DatabaseMysqlConfigConfig> {
  const numbers = Object.entries(NUMBERS).flatMap(([name, [argument, , , unit]]) => {
    const value = settings[name as keyof typeof NUMBERS];
    return value === undefined ? [] : [[argument, value * unit] as const];
  });
  return {
    ...Object.fromEntries(numbers),
    longQueryTime: settings.longQuerySeconds,
    slowQueryLog: settings.slowQueryLog,
    sqlMode: settings.sqlMode?.join(','),
    defaultTimeZone: settings.timeZone,
    innodbFtServerStopwordTable: settings.fullTextStopwordTable,
    internalTmpMemStorageEngine: settings.temporaryTableEngine,
    sqlRequirePrimaryKey: settings.requirePrimaryKey,
    innodbPrintAllDeadlocks: settings.printAllDeadlocks,
    innodbRollbackOnTimeout: settings.rollbackOnTimeout,
  };
}
