import { Argument, type Command } from 'commander';
import { print } from '../../../host/terminal';
import type { DatabaseName } from '../../mysql/managed-cluster';
import { migrationProblems } from '../../mysql/migration';
import { renderMigration } from '../../mysql/render-migration';
import { show } from '../../mysql/show';
import { operate, type OpenSession } from '../../mysql/session';

/** From a self-hosted to a managed cluster, or back. */
export function addMigrate(mysql: Command, open: OpenSession): void {
  const migrate = mysql
    .command('migrate')
    .description('move between a self-hosted and a managed cluster: docs/guides/migrate-mysql.md');
  migrate
    .command('status')
    .description('show which of the two serves, whether the other one follows, and what it lacks')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await (await open()).migration.status();
      show(status, migrationProblems(status), () => renderMigration(status), json);
    });
  migrate
    .command('start')
    .description('copy what the serving one has into the other one, which then follows it')
    .action(() => operate(open, (session) => session.migration.start()));
  migrate
    .command('switch')
    .description('turn the app over to the one that follows, or to the one that is named')
    .addArgument(new Argument('[database]').choices(['self-hosted', 'managed']))
    .action(async (target?: DatabaseName) => {
      const session = await open();
      const operation = await session.migration.switch(target);
      if (operation) await session.carryOut(operation);
      else print(`${target} serves already.`);
    });
  migrate
    .command('finish')
    .description('keep the one that serves: the other one follows no more')
    .action(() => operate(open, (session) => session.migration.finish()));
}
