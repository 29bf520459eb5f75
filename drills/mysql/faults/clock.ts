import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from '../cluster';
import type { MysqlDrill } from '../drill';
import { backWithin } from './losses';

const JUMP_S = 60;
const MEMBER_WITHIN_S = 120;
/** How long it is looked at after each jump. */
const WATCHED_MS = 10_000;
/**
 * Read by the server once a second. Droplets of the local cloud share one kernel and its clock, so a server gets a clock of its own: libfaketime (0.9.10)
 * with FORCE_MONOTONIC_FIX, its default, makes every wait with a deadline spin.
 */
const CLOCK = '/run/drill-clock';
const OVERRIDE = '/etc/systemd/system/mysql.service.d/drill-clock.conf';

/** Restarts the server with a clock of its own. */
export async function ownClock({ site }: Pick<Cluster, 'site'>, node: string): Promise<void> {
  await site.on(
    node,
    `/usr/local/sbin/apt-wait install libfaketime >/dev/null
     echo +0 >${CLOCK}
     cat >${OVERRIDE} <<'END'
[Service]
Environment=LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1
Environment=FAKETIME_TIMESTAMP_FILE=${CLOCK}
Environment=FAKETIME_CACHE_DURATION=1
Environment=FAKETIME_DONT_FAKE_MONOTONIC=1
Environment=FAKETIME_FORCE_MONOTONIC_FIX=0
END
     systemctl daemon-reload
     systemctl restart mysql`,
  );
}

export const jump = ({ site }: Pick<Cluster, 'site'>, node: string, seconds: number) =>
  site.on(node, `echo ${seconds < 0 ? '' : '+'}${seconds} >${CLOCK}`);

/** Undoes `ownClock`. */
export async function clockOfAll({ site }: Pick<Cluster, 'site'>, node: string): Promise<void> {
  await site.on(node, `rm -f ${OVERRIDE} ${CLOCK}; systemctl daemon-reload; systemctl restart mysql`);
}

/** Seconds that the server is ahead of its droplet. */
async function ahead(cluster: Cluster, node: string): Promise<number> {
  const [server, droplet] = [
    await cluster.sql(node, 'SELECT UNIX_TIMESTAMP()'),
    await cluster.site.on(node, 'date +%s'),
  ];
  return Number(server) - Number(droplet);
}

export const clockDrill: MysqlDrill = {
  name: 'mysql-clock-jump',
  title: `the clock of the primary jumps ${JUMP_S} s ahead, and back`,
  goal: 'the primary stays, gap <= 1 s, 0 failed reads',
  met: backWithin(1),
  async run(cluster, mark, heal) {
    const [node] = (await cluster.secondaries()) as [string];
    heal(() => clockOfAll(cluster, node));
    await ownClock(cluster, node);
    await cluster.untilMember(node, MEMBER_WITHIN_S);
    await cluster.operate((operator) => operator.switchover(node));
    const countFrom = mark(`the clock of ${node} jumps ${JUMP_S} s ahead`);
    await jump(cluster, node, JUMP_S);
    await wait(WATCHED_MS);
    const seen = await ahead(cluster, node);
    if (Math.abs(seen - JUMP_S) > 2) throw new Error(`${node} is ${seen} s ahead, not ${JUMP_S}`);
    mark('it jumps back');
    await jump(cluster, node, 0);
    await wait(WATCHED_MS);
    if ((await cluster.primary()) !== node) throw new Error(`${node} is not primary any more`);
    return { countFrom, countTo: mark('the droplet’s clock again, by a restart') };
  },
};
