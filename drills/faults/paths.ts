import { setTimeout as wait } from 'node:timers/promises';
import type { Drill, Heal, Trial } from '../drill';
import type { Site } from '../site';
import { until } from '../../host/until';
import { drop } from './services';

const PATIENCE_MS = 1000;
const within = (seconds: number) => (trial: Trial) => trial.outageMs <= seconds * 1000;
const noFailedGet = (trial: Trial) => trial.failedGets === 0;
/** A service's own port, and the one on which its node says what it reaches. */
const toTier = (port: number) => `oifname "eth1" tcp dport { ${port}, 8406 }`;

/** Nothing else to see: a path that is cut is used by nobody, or it is by and by. */
async function untilTakenOut(site: Site, callers: string, backend: string, before: number): Promise<void> {
  const nodes = await site.nodes(callers);
  const noticed = async () =>
    (await Promise.all(nodes.map((one) => site.serversUp(one, backend)))).every((up) => up < before);
  await until(noticed, 20, `${nodes.join(' and ')} send no more requests there`);
}

interface PathDrill extends Pick<Drill, 'name' | 'title' | 'goal' | 'met'> {
  readonly node: string;
  readonly match: string | ((site: Site) => Promise<string>);
  /** The servers of whose backend the node is one. */
  readonly callers: string;
  readonly backend: string;
}

function pathDrill({ node, match, callers, backend, ...drill }: PathDrill): Drill {
  return {
    ...drill,
    async run(site, mark, heal) {
      const all = (await site.nodes(backend)).length;
      mark(drill.title);
      const packets = typeof match === 'string' ? match : await match(site);
      await drop(site, node, 'drill_path', 'output', packets, heal);
      await untilTakenOut(site, callers, backend, all);
      mark('taken out');
      await wait(3000);
    },
  };
}

async function toPrimary(site: Site): Promise<string> {
  const { privateIp } = await site.droplet(await site.primary());
  return `ip daddr ${privateIp} tcp dport { 3306, 9200 }`;
}

/** Its packets are lost on their way to the others; theirs arrive. */
async function silence(site: Site, node: string, heal: Heal): Promise<void> {
  await drop(site, node, 'drill_path', 'output', 'oifname "eth1"', heal);
}

export const pathDrills: readonly Drill[] = [
  {
    name: 'balancer-blind',
    title: 'active load balancer reaches no web server',
    goal: 'the address moves, outage <= 3.0 s',
    patienceMs: PATIENCE_MS,
    met: within(3),
    async run(site, mark, heal) {
      const { active } = await site.balancers();
      mark(`${active} reaches no web server`);
      await drop(site, active, 'drill_path', 'output', toTier(8080), heal);
      await until(
        async () => (await site.balancers()).active !== active,
        60,
        `another one takes the address of ${active}`,
      );
      mark('the address has moved');
      await wait(PATIENCE_MS);
    },
  },
  {
    name: 'balancers-blind',
    title: 'both load balancers reach no web server for 5 s',
    goal: 'the address stays, outage <= 5 s + 2 s',
    patienceMs: PATIENCE_MS,
    met: within(7),
    async run(site, mark, heal) {
      const { active, standby } = await site.balancers();
      mark('neither reaches a web server');
      await Promise.all([active, standby].map((one) => drop(site, one, 'drill_path', 'output', toTier(8080), heal)));
      await wait(5000);
      await Promise.all([active, standby].map((one) => site.on(one, 'nft delete table inet drill_path')));
      mark('both do again');
      await wait(3000);
      const holder = (await site.balancers()).active;
      if (holder !== active) throw new Error(`the address has moved from ${active} to ${holder}`);
    },
  },
  pathDrill({
    name: 'web-cut-from-app',
    title: 'a web server reaches no app server',
    goal: '0 failed',
    node: 'web-1',
    match: toTier(8000),
    callers: 'lb',
    backend: 'web',
  }),
  pathDrill({
    name: 'app-cut-from-primary',
    title: 'an app server does not reach the MySQL primary',
    goal: '0 failed GETs, outage <= 3 s',
    met: (trial) => noFailedGet(trial) && within(3)(trial),
    node: 'app-1',
    match: toPrimary,
    callers: 'web',
    backend: 'app',
  }),
  pathDrill({
    name: 'web-loses-full-packets',
    title: 'a web server loses its packets over 700 bytes',
    goal: '0 failed',
    node: 'web-1',
    match: 'oifname "eth1" meta length > 700',
    callers: 'lb',
    backend: 'web',
  }),
  {
    name: 'primary-silent',
    title: 'the MySQL primary is no longer heard, and hears the others',
    goal: '0 failed GETs, writes back <= 8 s',
    met: (trial) => noFailedGet(trial) && within(8)(trial),
    async run(site, mark, heal) {
      const primary = await site.primary();
      mark(`${primary} is no longer heard`);
      await silence(site, primary, heal);
      const moved = async () => (await primaries(site)).some((one) => one !== primary);
      await until(moved, 60, 'another one is primary');
      mark('another one is primary');
      await wait(3000);
    },
  },
];

/** Also one that believes to be it and is cut off. */
async function primaries(site: Site): Promise<readonly string[]> {
  const says = 'curl -fsS -m 2 -o /dev/null http://127.0.0.1:9200/writer';
  const nodes = await site.nodes('mysql');
  const are = await Promise.all(
    nodes.map((node) =>
      site.on(node, says).then(
        () => true,
        () => false,
      ),
    ),
  );
  return nodes.filter((_, i) => are[i]);
}
