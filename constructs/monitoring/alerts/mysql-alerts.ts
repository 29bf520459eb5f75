import type { AlertRule, RuleGroup } from './alert-rule';
import type { WatchedSite } from './watched-site';

/** The self-hosted database. Who is what is told by the nodes' own role agents, the same that direct the site's traffic. */
export function mysqlAlerts({ nodes }: WatchedSite): RuleGroup {
  const alerts = nodes.mysql === undefined ? [] : [...replication(nodes.mysql), ...BACKUPS];
  return { name: 'mysql', alerts: alerts.map((alert) => ({ ...alert, tier: 'mysql' })) };
}

function replication(nodes: number): readonly AlertRule[] {
  return [
    {
      name: 'MysqlWithoutPrimary',
      expression: '(sum(site_mysql_writer) or vector(0)) == 0',
      for: '20s',
      severity: 'page',
      summary: 'No database node takes writes',
      impact: 'Whatever writes fails.',
      firstStep: 'npm run mysql -- status says what is wrong and what mends it.',
    },
    {
      name: 'MysqlPrimaryWithoutSecondaries',
      expression: '(sum(site_mysql_replica) or vector(0)) == 0',
      for: '20s',
      severity: 'page',
      summary: 'No database node follows the primary',
      impact: 'There is one copy of the data. Of a pair, no write is acknowledged.',
      firstStep: 'npm run mysql -- status says what is wrong and what mends it.',
    },
    {
      name: 'MysqlBelowSize',
      expression: `(sum(site_mysql_member) or vector(0)) < ${nodes}`,
      for: '30s',
      severity: 'page',
      summary: `{{ $value }} of ${nodes} database nodes are in their place`,
      impact: 'Nothing yet; a group of which half is lost takes no writes.',
      firstStep: 'npm run mysql -- status names the one that is missing.',
    },
    {
      name: 'MysqlReplicationBroken',
      expression: 'site_mysql_member == 0',
      for: '1m',
      severity: 'page',
      summary: '{{ $labels.node }} runs and does not follow the primary',
      impact: 'Reads go to the others. Its data gets older.',
      firstStep: '`journalctl -u mysql-cluster -n 5` on it: the last line says what mends it.',
    },
    {
      name: 'MysqlReplicationLate',
      expression: 'site_mysql_lag_seconds > 30',
      for: '30s',
      severity: 'ticket',
      summary: '{{ $labels.node }} is {{ $value | humanizeDuration }} behind the primary',
      impact: 'Who reads there sees old data; a failover to it takes as long as it is behind.',
      firstStep: 'Look for a large transaction: `SHOW PROCESSLIST` on the primary; or a slow disk on this node.',
    },
  ];
}

const BACKUPS: readonly AlertRule[] = [
  {
    name: 'BackupOverdue',
    expression:
      'time() - max by (kind) (site_backup_last_good_timestamp_seconds{kind=~"archive|base"}) > 1.5 * max by (kind) (site_backup_interval_seconds) + 900',
    for: '1m',
    severity: 'page',
    summary: 'The last good backup ({{ $labels.kind }}) is {{ $value | humanizeDuration }} old',
    impact: 'What was written since then would be lost with all database nodes.',
    firstStep: 'npm run mysql -- backups says how the jobs went. Is the bucket there, is its key valid?',
  },
  {
    name: 'RestoreDrillOverdue',
    expression:
      'time() - max(site_backup_last_good_timestamp_seconds{kind="drill"}) > 1.5 * max(site_backup_interval_seconds{kind="drill"}) + 3600',
    for: '5m',
    severity: 'ticket',
    summary: 'No backup was proven by restoring it for {{ $value | humanizeDuration }}',
    impact: 'Nobody knows whether the backups are any good.',
    firstStep: 'npm run mysql -- verify-backup restores the newest one and compares it.',
  },
];
