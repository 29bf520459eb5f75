import { COMMAND } from '../../../host/command-name';
import type { AlertRule, RuleGroup } from './alert-rule';
import { databasesOf, type WatchedSite } from './watched-site';

/** The self-hosted databases. The roles of their nodes come from the nodes' own role agents, the same that direct the site's traffic. */
export function mysqlAlerts(site: WatchedSite): RuleGroup {
  const databases = databasesOf(site);
  const alerts = databases.flatMap((role) => {
    const label = databases.length > 1 ? `tier="${role}"` : '';
    const rules = [...replication(site.nodes[role]!, label), ...backups(label)];
    return rules.map((alert) => ({ ...alert, tier: role }));
  });
  return { name: 'mysql', alerts };
}

/** `label` selects the series of one database among several; empty where there is one. */
function replication(nodes: number, label: string): readonly AlertRule[] {
  const of = label && `{${label}}`;
  return [
    {
      name: 'MysqlWithoutPrimary',
      expression: `(sum(site_mysql_writer${of}) or vector(0)) == 0`,
      for: '20s',
      severity: 'page',
      summary: 'No database node takes writes',
      impact: 'Whatever writes fails.',
      firstStep: `${COMMAND} mysql status says what is wrong and what mends it.`,
    },
    {
      name: 'MysqlPrimaryWithoutSecondaries',
      expression: `(sum(site_mysql_replica${of}) or vector(0)) == 0`,
      for: '20s',
      severity: 'page',
      summary: 'No database node follows the primary',
      impact: 'There is one copy of the data. Of a pair, no write is acknowledged.',
      firstStep: `${COMMAND} mysql status says what is wrong and what mends it.`,
    },
    {
      name: 'MysqlBelowSize',
      expression: `(sum(site_mysql_member${of}) or vector(0)) < ${nodes}`,
      for: '30s',
      severity: 'page',
      summary: `{{ $value }} of ${nodes} database nodes are in their place`,
      impact: 'Nothing yet; a group of which half is lost takes no writes.',
      firstStep: `${COMMAND} mysql status names the one that is missing.`,
    },
    {
      name: 'MysqlReplicationBroken',
      expression: `site_mysql_member${of} == 0`,
      for: '1m',
      severity: 'page',
      summary: '{{ $labels.node }} runs and does not follow the primary',
      impact: 'Reads go to the others. Its data gets older.',
      firstStep: '`journalctl -u mysql-cluster -n 5` on it: the last line says what mends it.',
    },
    {
      name: 'MysqlReplicationLate',
      expression: `site_mysql_lag_seconds${of} > 30`,
      for: '30s',
      severity: 'ticket',
      summary: '{{ $labels.node }} is {{ $value | humanizeDuration }} behind the primary',
      impact: 'Who reads there sees old data; a failover to it takes as long as it is behind.',
      firstStep: 'Look for a large transaction: `SHOW PROCESSLIST` on the primary; or a slow disk on this node.',
    },
  ];
}

function backups(label: string): readonly AlertRule[] {
  const [of, and] = [label && `{${label}}`, label && `,${label}`];
  return [
    {
      name: 'BackupOverdue',
      expression: `time() - max by (kind) (site_backup_last_good_timestamp_seconds{kind=~"archive|base"${and}}) > 1.5 * max by (kind) (site_backup_interval_seconds${of}) + 900`,
      for: '1m',
      severity: 'page',
      summary: 'The last good backup ({{ $labels.kind }}) is {{ $value | humanizeDuration }} old',
      impact: 'What was written since then would be lost with all database nodes.',
      firstStep: `${COMMAND} mysql backups says how the jobs went. Is the bucket there, is its key valid?`,
    },
    {
      name: 'RestoreDrillOverdue',
      expression: `time() - max(site_backup_last_good_timestamp_seconds{kind="drill"${and}}) > 1.5 * max(site_backup_interval_seconds{kind="drill"${and}}) + 3600`,
      for: '5m',
      severity: 'ticket',
      summary: 'No backup was proven by restoring it for {{ $value | humanizeDuration }}',
      impact: 'Nobody knows whether the backups are any good.',
      firstStep: `${COMMAND} mysql verify-backup restores the newest one and compares it.`,
    },
  ];
}
