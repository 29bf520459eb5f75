import { setTimeout as wait } from 'node:timers/promises';
import type { Drill, Findings, Heal, Trial } from '../drill';
import type { Site } from '../site';
import { until } from '../../host/until';
import { cut, drop, freeze, kill, killForGood, pullThePlug } from './services';

const VRRP = 'ip protocol vrrp';
const API = 'ip daddr 169.254.169.254 tcp dport 8790';
/** As in the measurements that the goals were set by: a visitor who waits a second has failed. */
const PATIENCE_MS = 1000;
const within = (seconds: number) => (trial: Trial) => trial.outageMs <= seconds * 1000;
const withinOneSecondAndT = (trial: Trial) => trial.outageMs <= 1000 + (trial.assignmentMs ?? 0);
const WITHIN_ONE_SECOND_AND_T = { goal: 'outage <= 1.0 s + T', met: withinOneSecondAndT };

/** How long the API took to give the address to the load balancer that has it now, by that one's journal. */
async function findAssignment(site: Site): Promise<Findings> {
  const { active } = await site.balancers();
  const lastTime = async (what: string) => {
    const journal = `journalctl --unit=claim-reserved-ip --output=short-unix --no-pager | grep '${what}$' | tail -n 1`;
    return Number((await site.on(active, journal)).split(' ')[0]);
  };
  const claimed = await lastTime('taking it');
  await until(async () => (await lastTime(': held')) > claimed, 60, `the API confirms that ${active} has the address`);
  return { assignmentMs: Math.round(((await lastTime(': held')) - claimed) * 1000) };
}

async function untilMoved(site: Site, from: string, seconds = 60): Promise<void> {
  await until(
    async () => (await site.balancers()).active !== from,
    seconds,
    `another one takes the address of ${from}`,
  );
}

function lossDrill(what: string, strike: (site: Site, node: string, heal: Heal) => Promise<void>): Drill {
  return {
    name: `balancer-${what.replace(/ /g, '-')}`,
    title: `active load balancer ${what}`,
    ...WITHIN_ONE_SECOND_AND_T,
    patienceMs: PATIENCE_MS,
    async run(site, mark, heal) {
      const { active } = await site.balancers();
      mark(`${active} ${what}`);
      await strike(site, active, heal);
      await untilMoved(site, active);
      mark('the address has moved');
      // So long do requests that were under way wait.
      await wait(PATIENCE_MS);
      return findAssignment(site);
    },
  };
}

/** While the API is in a state that `trouble` makes, the active load balancer is lost. */
function claimDrill(
  name: string,
  title: string,
  { goal, met }: Pick<Drill, 'goal' | 'met'>,
  trouble: ClaimTrouble,
): Drill {
  return {
    name,
    title,
    goal,
    patienceMs: PATIENCE_MS,
    met,
    async run(site, mark, heal) {
      const { active, standby } = await site.balancers();
      const over = await trouble(site, standby, heal);
      mark(`${active} killed for good, ${title.replace(/^.*: /, '')}`);
      await killForGood(site, active, 'haproxy', heal);
      await over(mark);
      await untilMoved(site, active, 120);
      mark('the address has moved');
      return findAssignment(site);
    },
  };
}

/** Prepares; what it gives waits for the end of the trouble. */
type ClaimTrouble = (
  site: Site,
  claimant: string,
  heal: Heal,
) => Promise<(mark: (what: string) => void) => Promise<void>>;

const slowApi =
  (seconds: number): ClaimTrouble =>
  async (site, _claimant, heal) => {
    heal(() => site.clearApiFaults());
    await site.slowApi(seconds);
    return () => Promise.resolve();
  };

const deadApi: ClaimTrouble = async (site, claimant, heal) => {
  await drop(site, claimant, 'drill_api', 'output', API, heal, 'reject with tcp reset');
  return async (mark) => {
    await wait(30_000);
    await site.on(claimant, 'nft delete table inet drill_api');
    mark('the API is back');
  };
};

export const balancerDrills: readonly Drill[] = [
  {
    name: 'haproxy-killed',
    title: 'haproxy of the active load balancer killed, systemd restarts it',
    goal: 'outage <= 0.3 s',
    patienceMs: PATIENCE_MS,
    met: within(0.3),
    async run(site, mark) {
      const { active } = await site.balancers();
      mark(`haproxy on ${active} killed`);
      await kill(site, active, 'haproxy');
      await until(
        async () => (await site.on(active, 'systemctl is-active haproxy')).trim() === 'active',
        10,
        'it runs',
      );
      mark('it runs again');
    },
  },
  lossDrill('haproxy killed for good', (site, node, heal) => killForGood(site, node, 'haproxy', heal)),
  lossDrill('powered off', pullThePlug),
  lossDrill('cut', cut),
  lossDrill('frozen', freeze),
  {
    name: 'split-brain',
    title: 'VRRP path cut, healed, then the standby lost',
    goal: 'no outage beyond one failover (1.0 s + T)',
    patienceMs: PATIENCE_MS,
    met: withinOneSecondAndT,
    async run(site, mark, heal) {
      const { active, standby } = await site.balancers();
      mark('VRRP path cut');
      await drop(site, standby, 'drill_vrrp', 'input', VRRP, heal);
      await untilMoved(site, active);
      mark('the standby has taken the address');
      const findings = await findAssignment(site);
      await site.on(standby, 'nft delete table inet drill_vrrp');
      const master = async () => (await site.isWell()) === undefined;
      await until(master, 60, 'one master has the address');
      mark('healed');
      const lost = (await site.balancers()).standby;
      mark(`${lost}, the standby, powered off`);
      await pullThePlug(site, lost, heal);
      await wait(5000);
      return findings;
    },
  },
  claimDrill(
    'api-slow-3s',
    "failover while DigitalOcean's API is slow: 3 s an answer",
    WITHIN_ONE_SECOND_AND_T,
    slowApi(3),
  ),
  claimDrill(
    'api-slow-11s',
    "failover while DigitalOcean's API is slow: 11 s an answer",
    WITHIN_ONE_SECOND_AND_T,
    slowApi(11),
  ),
  claimDrill(
    'api-down',
    "failover while DigitalOcean's API is down: 30 s",
    { goal: 'claimed within 2 s of its return: outage <= 32 s', met: within(32) },
    deadApi,
  ),
];
