import type { Command } from 'commander';
import { backupProblems } from '../../mysql/backup-problems';
import { renderBackups } from '../../mysql/render-backups';
import { restoreCluster } from '../../mysql/restore-cluster';
import { restorePointOf, type RestoreOptions } from '../../mysql/restore-point-of';
import { show } from '../../mysql/show';
import { operate, type OpenSession } from '../../mysql/session';

/** Backups, restores and restore drills. */
export function addBackups(mysql: Command, open: OpenSession): void {
  mysql
    .command('backup')
    .description('make a base backup now, beside those that the nodes make by themselves')
    .action(() => operate(open, (session) => session.backups.backup()));
  mysql
    .command('backups')
    .description('list what can be restored, how the restore drills went, and what is wrong')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const lists = await (await open()).backups.list();
      const wrong = backupProblems(lists, Date.now() / 1000);
      const [first] = [...lists.values()];
      show({ nodes: Object.fromEntries(lists) }, wrong, () => renderBackups(first!), json);
    });
  mysql
    .command('verify-backup')
    .description('a restore drill now: restore the newest backup beside a live server, and compare all rows')
    .action(() => operate(open, (session) => session.backups.verify()));
  mysql
    .command('restore')
    .description('restore to one of three points: beside the live data of one node, to look at; or the whole cluster')
    .option('--latest', 'all that the bucket has')
    .option('--to-time <moment>', 'in UTC, like 2026-11-24T23:00:05.25Z')
    .option('--before-gtid <gtid>', 'all that came before this transaction')
    .option('--on <node>', 'where, of one node (default: a replica)')
    .option('--whole-cluster', 'all nodes; every later transaction is undone')
    .action(async (options: RestoreOptions) => {
      const point = restorePointOf(options);
      await operate(open, ({ mysql: operator, backups }) =>
        options.wholeCluster ? restoreCluster(point, operator, backups) : backups.restore(point, options.on),
      );
    });
  mysql
    .command('discard-restore')
    .description('delete what a restore has left on a node')
    .argument('<node>')
    .action((node: string) => operate(open, (session) => session.backups.discard(node)));
}
