import { setTimeout as wait } from 'node:timers/promises';
import type { MysqlDrill } from '../drill';

const SECONDS = 1.5;
const TIMES = 12;
/** Its agent stands still again and again: each answer that is due meanwhile comes so late. Not so long that systemd starts it again. */
const STAND_STILL = `for i in $(seq ${TIMES}); do
  systemctl kill --signal=STOP mysql-role
  sleep ${SECONDS}
  systemctl kill --signal=CONT mysql-role
  sleep 0.1
done`;

export const slowRolesDrill: MysqlDrill = {
  name: 'mysql-slow-roles',
  title: `the role agents of all nodes answer ${SECONDS} s late for ${Math.round(SECONDS * TIMES)} s`,
  goal: '0 refused writes, no connection cut',
  met: ({ refused, missing, duplicated }) => refused === 0 && missing === 0 && duplicated === 0,
  async run({ site }, mark, heal) {
    const nodes = await site.nodes('mysql');
    heal(() => Promise.all(nodes.map((node) => site.on(node, 'systemctl kill --signal=CONT mysql-role'))));
    mark('slow');
    await Promise.all(nodes.map((node) => site.on(node, STAND_STILL)));
    mark('as quick as before');
  },
};

export const hungRolesDrill: MysqlDrill = {
  name: 'mysql-hung-roles',
  title: 'the role agents of all nodes hang for good',
  goal: '0 refused writes, no connection cut',
  met: slowRolesDrill.met,
  async run({ site }, mark) {
    mark('hung');
    await Promise.all(
      (await site.nodes('mysql')).map((node) => site.on(node, 'systemctl kill --signal=STOP mysql-role')),
    );
    await wait(15_000);
  },
};
