import type { Command } from 'commander';
import { replace, resize, restart, retirePasswords } from '../../mysql/maintenance';
import { operate, type OpenSession } from '../../mysql/session';

/** What a deploy leaves to an operator, one node at a time. */
export function addMaintenance(mysql: Command, open: OpenSession): void {
  mysql
    .command('restart')
    .description('apply the configuration that a deploy has brought; the primary of a group hands over first')
    .argument('<node>')
    .action((node: string) => operate(open, (session) => restart(node, session.mysql)));
  mysql
    .command('replace')
    .description('replace the droplet of a node, with the newest image and user-data; its volume and its data stay')
    .argument('<node>')
    .action((node: string) =>
      operate(open, (session) => replace(node, session.mysql, session.terraform, () => session.reconnect())),
    );
  mysql
    .command('resize')
    .description('after a deploy with another `size`: a new droplet of that size; its volume and its data stay')
    .argument('<node>')
    .action((node: string) =>
      operate(open, (session) => resize(node, session.mysql, session.terraform, () => session.reconnect())),
    );
  mysql
    .command('retire-passwords')
    .description('after a deploy with another `passwordVersion`: revoke the passwords from before it')
    .action(() => operate(open, (session) => retirePasswords(session.mysql)));
}
