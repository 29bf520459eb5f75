import type { Drill, Heal, Trial } from '../drill';
import type { Site } from '../site';
import { until } from '../../host/until';
import { cut, freeze, killForGood } from './services';

type Strike = (site: Site, node: string, heal: Heal) => Promise<void>;

/** A POST that the lost server had begun may fail: nobody may send it again. */
const noFailedGet = (trial: Trial) => trial.failedGets === 0;
const GOAL = '0 failed GETs, 0 duplicated POSTs';

/** Who sends requests to the tier, and by what name of a backend. */
const TIERS = {
  web: { node: 'web-1', unit: 'nginx', callers: 'lb', backend: 'web' },
  app: { node: 'app-1', unit: 'app', callers: 'web', backend: 'app' },
} as const;

function serverDrill(tier: keyof typeof TIERS, what: string, strike: Strike): Drill {
  const { node, callers, backend } = TIERS[tier];
  return {
    name: `${tier}-${what}`,
    title: `${tier} server ${what}`,
    goal: GOAL,
    met: noFailedGet,
    async run(site, mark, heal) {
      const all = (await site.nodes(tier)).length;
      mark(`${node} ${what}`);
      await strike(site, node, heal);
      const watchers = await site.nodes(callers);
      const noticed = async () =>
        (await Promise.all(watchers.map((one) => site.serversUp(one, backend)))).every((up) => up < all);
      await until(noticed, 20, `${watchers.join(' and ')} notice that ${node} is ${what}`);
      mark('noticed by all callers');
    },
  };
}

export const serverDrills: readonly Drill[] = (['web', 'app'] as const).flatMap((tier) => [
  serverDrill(tier, 'killed', (site, node, heal) => killForGood(site, node, TIERS[tier].unit, heal)),
  serverDrill(tier, 'vanished', cut),
  serverDrill(tier, 'frozen', freeze),
]);
