import { always, type RuleCase } from './rule-case';

const mysql = (metric: string, n: number, value: string) => ({ [`${metric}{node="mysql-${n}"}`]: value });

export const MYSQL_CASES: readonly RuleCase[] = [
  {
    rule: 'MysqlWithoutPrimary',
    at: '2m',
    fires: { ...mysql('site_mysql_writer', 1, '1 stale'), ...mysql('site_mysql_writer', 2, always(0)) },
    labels: { tier: 'mysql' },
    summary: 'No database node takes writes',
    silent: { ...mysql('site_mysql_writer', 1, '1 stale'), ...mysql('site_mysql_writer', 2, '0 0 1x100') },
  },
  {
    rule: 'MysqlPrimaryWithoutSecondaries',
    at: '2m',
    fires: { ...mysql('site_mysql_replica', 1, always(0)), ...mysql('site_mysql_replica', 2, '1 stale') },
    labels: { tier: 'mysql' },
    summary: 'No database node follows the primary',
    silent: { ...mysql('site_mysql_replica', 1, always(0)), ...mysql('site_mysql_replica', 2, always(1)) },
  },
  {
    rule: 'MysqlBelowSize',
    at: '2m',
    fires: {
      ...mysql('site_mysql_member', 1, always(1)),
      ...mysql('site_mysql_member', 2, always(1)),
      ...mysql('site_mysql_member', 3, '1 stale'),
    },
    labels: { tier: 'mysql' },
    summary: '2 of 3 database nodes are in their place',
    silent: {
      ...mysql('site_mysql_member', 1, always(1)),
      ...mysql('site_mysql_member', 2, always(1)),
      ...mysql('site_mysql_member', 3, '1 0 1x100'),
    },
  },
  {
    rule: 'MysqlReplicationBroken',
    at: '3m',
    fires: mysql('site_mysql_member', 3, always(0)),
    labels: { tier: 'mysql', node: 'mysql-3' },
    summary: 'mysql-3 runs and does not follow the primary',
    silent: mysql('site_mysql_member', 3, '0 0 0 1x100'),
  },
  {
    rule: 'MysqlReplicationLate',
    at: '2m',
    fires: mysql('site_mysql_lag_seconds', 2, always(40)),
    labels: { tier: 'mysql', node: 'mysql-2' },
    summary: 'mysql-2 is 40s behind the primary',
    silent: mysql('site_mysql_lag_seconds', 2, '0 40 0x100'),
  },
  {
    rule: 'BackupOverdue',
    at: '10m',
    fires: {
      'site_backup_last_good_timestamp_seconds{kind="base",node="mysql-1"}': always(-144000),
      'site_backup_last_good_timestamp_seconds{kind="base",node="mysql-2"}': always(-140400),
      'site_backup_interval_seconds{kind="base",node="mysql-1"}': always(86400),
    },
    labels: { tier: 'mysql', kind: 'base' },
    summary: 'The last good backup (base) is 1d 15h 10m 0s old',
    // By turns.
    silent: {
      'site_backup_last_good_timestamp_seconds{kind="base",node="mysql-1"}': always(-144000),
      'site_backup_last_good_timestamp_seconds{kind="base",node="mysql-2"}': always(-50000),
      'site_backup_interval_seconds{kind="base",node="mysql-1"}': always(86400),
    },
  },
  {
    rule: 'RestoreDrillOverdue',
    at: '10m',
    fires: {
      'site_backup_last_good_timestamp_seconds{kind="drill",node="mysql-1"}': always(-144000),
      'site_backup_interval_seconds{kind="drill",node="mysql-1"}': always(86400),
    },
    labels: { tier: 'mysql' },
    summary: 'No backup was proven by restoring it for 1d 16h 10m 0s',
    silent: {
      'site_backup_last_good_timestamp_seconds{kind="drill",node="mysql-1"}': always(-144000),
      'site_backup_interval_seconds{kind="drill",node="mysql-1"}': always(604800),
    },
  },
];
