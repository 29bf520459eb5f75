import type { MysqlDrill } from '../drill';
import type { Cluster } from '../cluster';
import { backWithin } from './losses';

const WITHIN_S = 1;
const HELD_SECONDS = 15;

function plannedDrill(
  name: string,
  title: string,
  act: (cluster: Cluster, primary: string) => Promise<void>,
): MysqlDrill {
  return {
    name: `mysql-${name}`,
    title,
    goal: `0 acknowledged writes missing, 0 failed reads, gap <= ${WITHIN_S} s`,
    met: backWithin(WITHIN_S),
    async run(cluster, mark) {
      const primary = await cluster.primary();
      mark(`${title}: ${primary}`);
      await act(cluster, primary);
      await cluster.untilPrimaryIsNot(primary, 60);
      mark(`${await cluster.primary()} is primary`);
    },
  };
}

export const plannedDrills: readonly MysqlDrill[] = [
  plannedDrill('switchover', 'switchover by `mysql switchover`', (cluster) =>
    cluster.operate((operator) => operator.switchover()),
  ),
  plannedDrill('restart', 'mysql restarted on the primary', async ({ site }, primary) => {
    await site.on(primary, 'systemctl restart mysql');
  }),
  plannedDrill('replaced', 'the primary replaced by `switchover` and `replace`', async (cluster, primary) => {
    await cluster.operate((operator) => operator.switchover());
    await cluster.replace(primary);
  }),
  plannedDrill('reboot', 'the primary rebooted', ({ site }, primary) => site.power(primary, 'reboot')),
  {
    name: 'mysql-secondary-empty',
    title: 'a secondary loses its data and takes a copy (`rebuild`)',
    goal: 'gap <= 1 s, 0 failed reads',
    met: backWithin(WITHIN_S),
    async run(cluster, mark) {
      const [node] = await cluster.secondaries();
      mark(`${node} is emptied`);
      await cluster.operate((operator) => operator.rebuild(node!));
      mark('it is a member again');
    },
  },
  {
    name: 'mysql-connections-held',
    title: 'an app server holds all connections that the app may have',
    goal: 'who is connected goes on: gap <= 1 s, the primary stays',
    met: backWithin(WITHIN_S),
    async run(cluster, mark) {
      const primary = await cluster.primary();
      mark('app-2 connects until it is refused');
      const held = await cluster.holdConnections('app-2', HELD_SECONDS);
      mark(`it has held ${held} connections`);
      if ((await cluster.primary()) !== primary) throw new Error(`${primary} is not primary any more`);
    },
  },
];
