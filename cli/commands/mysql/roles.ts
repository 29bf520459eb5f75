import type { Command } from 'commander';
import { print } from '../../../host/terminal';
import { problems } from '../../mysql/member';
import { renderMembers } from '../../mysql/render-members';
import { show } from '../../mysql/show';
import { operate, type OpenSession } from '../../mysql/session';

/** What is primary, and changes of it. */
export function addRoles(mysql: Command, open: OpenSession): void {
  mysql
    .command('status')
    .description('show what is primary, how far replicas are behind, and what is wrong with its remedy')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const members = await (await open()).mysql.status();
      show({ members }, problems(members), () => renderMembers(members), json);
    });
  mysql
    .command('switchover')
    .description('planned: make another node primary, by default the replica that is least behind')
    .argument('[node]')
    .action(async (node?: string) => {
      const session = await open();
      const operation = await session.mysql.switchover(node);
      if (operation) await session.carryOut(operation);
      else print(`${node} is primary already.`);
    });
  mysql
    .command('promote')
    .description('of a pair whose primary is lost: power it off, and make the replica primary')
    .action(() => operate(open, (session) => session.mysql.promote()));
  mysql
    .command('rebuild')
    .description("discard a replica's data, and copy the primary's")
    .argument('<node>')
    .option(
      '--without-primary',
      'also while there is no primary: after a divergence, when another node has what must be kept',
    )
    .action((node: string, options: { withoutPrimary?: boolean }) =>
      operate(open, (session) => session.mysql.rebuild(node, options)),
    );
}
