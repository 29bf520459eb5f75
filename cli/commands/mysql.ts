import type { Command } from 'commander';
import { onSite, withHelp } from '../command-line';
import { MysqlSession, type SessionOptions } from '../mysql/session';
import { addBackups } from './mysql/backups';
import { addMaintenance } from './mysql/maintenance';
import { addMigrate } from './mysql/migrate';
import { addRoles } from './mysql/roles';

export function addMysql(program: Command): void {
  const mysql = withHelp(onSite(program.command('mysql')).usage('[options] [stack] <command>'), {
    summary: 'operate the self-hosted MySQL cluster: changes of roles, maintenance, backups, migration',
    detail: 'The stack comes before the command. What changes something prints what it will do, and asks.',
    examples: [
      ['mysql production status', 'the first thing to look at'],
      ['mysql production switchover mysql-2', 'another node becomes primary'],
      ['mysql production replace mysql-3 --yes', 'a new droplet for a node; its data stays'],
      ['mysql production restore --to-time 2026-11-24T23:00:00Z', 'beside the live data of a replica'],
    ],
    finding: 'something is wrong (status, backups, verify-backup, migrate status)',
  })
    .option('--tier <role>', 'the cluster, where the site has several: the role of its nodes')
    .option('--yes', 'do it without confirmation');
  const open = () => MysqlSession.open(mysql.opts<SessionOptions>());
  addRoles(mysql, open);
  addMaintenance(mysql, open);
  addBackups(mysql, open);
  addMigrate(mysql, open);
}
