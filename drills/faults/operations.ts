import { setTimeout as wait } from 'node:timers/promises';
import type { Drill } from '../drill';
import type { Site } from '../site';
import { until } from '../../host/until';
import { drop } from './services';

const NONE = '0 failed';

/** One load balancer after the other; the next when the site is well again. */
export async function reloadBalancers(site: Site, mark: (what: string) => void = () => undefined): Promise<void> {
  for (const node of await site.nodes('lb')) {
    mark(`${node} reloads`);
    await site.on(node, 'systemctl reload haproxy');
    await site.untilWell(60);
  }
}

/** Restarts a unit on one node of a tier after the other; the next when the last one has its full share again. */
async function rollingRestart(site: Site, tier: string, unit: string, mark: (what: string) => void): Promise<void> {
  for (const node of await site.nodes(tier)) {
    mark(`${unit} of ${node} restarts`);
    await site.on(node, `systemctl restart ${unit}`);
    await site.untilWell(60);
  }
}

const WRITTEN_BY_DAEMONS = '/var/log /var/lib/nginx';
const OPEN_LOGS_ANEW = 'systemctl restart systemd-journald; systemctl kill --signal=HUP rsyslog';

/** Puts a full file system of the same directories over those that daemons write to. Fails when there is room after all. */
export const FULL_DISK = `for place in ${WRITTEN_BY_DAEMONS}; do
  find $place -type d -print0 | tar --null --no-recursion --files-from=- -cPf /run/drill.tar
  mount -t tmpfs -o size=64k none $place
  tar -xpPf /run/drill.tar
  dd if=/dev/zero of=$place/full 2>/dev/null || :
  ! dd if=/dev/zero of=$place/more count=8 2>/dev/null
done
${OPEN_LOGS_ANEW}`;

/** Undoes `FULL_DISK`. */
export const EMPTY_DISK = `for place in ${WRITTEN_BY_DAEMONS}; do
  if mountpoint -q $place; then umount -l $place; fi
done
${OPEN_LOGS_ANEW}`;

export const operationDrills: readonly Drill[] = [
  {
    name: 'reload',
    title: 'haproxy reloaded on both load balancers',
    goal: NONE,
    run: reloadBalancers,
  },
  {
    name: 'restart-web',
    title: 'rolling restart of nginx',
    goal: NONE,
    run: (site, mark) => rollingRestart(site, 'web', 'nginx', mark),
  },
  {
    name: 'restart-app',
    title: 'rolling restart of the app',
    goal: NONE,
    run: (site, mark) => rollingRestart(site, 'app', 'app', mark),
  },
  {
    name: 'planned-move',
    title: 'planned move of the load balancer',
    goal: NONE,
    async run(site, mark, heal) {
      const { active } = await site.balancers();
      heal(() => site.on(active, 'systemctl start in-rotation'));
      mark(`${active} leaves the rotation`);
      await site.on(active, 'systemctl stop in-rotation');
      mark('it has left');
    },
  },
  {
    name: 'dns-down',
    title: 'no node can ask for names for 60 s; both load balancers reload meanwhile',
    goal: NONE,
    async run(site, mark, heal) {
      const nodes = (await Promise.all(['lb', 'web', 'app', 'mysql'].map((tier) => site.nodes(tier)))).flat();
      mark('DNS down');
      const queries = 'meta l4proto { tcp, udp } th dport 53 ip daddr != 127.0.0.0/8';
      await Promise.all(nodes.map((node) => drop(site, node, 'drill_dns', 'output', queries, heal)));
      await wait(30_000);
      mark('both load balancers reload');
      for (const node of await site.nodes('lb')) await site.on(node, 'systemctl reload haproxy');
      await wait(30_000);
      mark('DNS is back');
    },
  },
  {
    name: 'disk-full',
    title: 'disk full on a web server, where nginx and journald write',
    goal: NONE,
    async run(site, mark, heal) {
      heal(() => site.on('web-1', EMPTY_DISK));
      mark('disk of web-1 full');
      await site.on('web-1', FULL_DISK);
      await wait(10_000);
      await until(async () => (await site.serversUp('lb-1', 'web')) === 2, 10, 'web-1 is in turn');
    },
  },
];
