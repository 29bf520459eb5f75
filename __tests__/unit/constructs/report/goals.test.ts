import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { addCostItem } from '../../../../constructs/report/monthly-cost';
import { addSinglePointOfFailure } from '../../../../constructs/report/single-points';
import type { WebInfrastructureProps } from '../../../../constructs/web-infrastructure';
import { problems } from '../synth';
import { wholeSite } from '../whole-site';

/** What the site itself refuses. */
const missed = (changed: Partial<WebInfrastructureProps>) => wholeSite(changed).site.node.validate();

/** 2 x 6 + 2 x 12 + 2 x 12 + 3 x 24 + 150 x 0.10 */
const COST = 147;

test('a site that costs more than its budget does not synthesize, and says what costs most', () => {
  expect(problems(wholeSite({ budget: { monthlyUsd: COST - 1 } }).stack)).toEqual([
    "[test/site] 'budget.monthlyUsd' must be at least $147.00, which it costs, got 146 (most cost test/site/database $87.00, test/site/app $24.00, test/site/web $24.00)",
  ]);
});

test('a site within its budget synthesizes', () => {
  expect(missed({ budget: { monthlyUsd: COST } })).toEqual([]);
});

test('a budget cannot be held while a price is not known', () => {
  const web = { size: 's-77vcpu-2gb' };
  expect(missed({ web, budget: { monthlyUsd: 9999 } })).toEqual([
    "'budget.prices' must have a price for 'droplet s-77vcpu-2gb', got 'nothing' (write { 'droplet s-77vcpu-2gb': US dollars a month })",
  ]);
  const prices = { 'droplet s-77vcpu-2gb': 20 };
  expect(missed({ web, budget: { monthlyUsd: 9999, prices } })).toEqual([]);
});

test('a budget of nothing is a mistake', () => {
  expect(missed({ budget: { monthlyUsd: 0 } })).toEqual([
    "'budget.monthlyUsd' must be more than 0, got 0 (write US dollars a month)",
  ]);
});

test('a site that must have no single point of failure does not synthesize with one, and names all of them', () => {
  const found = missed({
    requireNoSinglePointOfFailure: true,
    loadBalancer: { nodes: 1, failover: Failover.none() },
    web: { nodes: 1 },
  });
  const message = (path: string, role: string, remedy: string) =>
    `'requireNoSinglePointOfFailure' must find none in test/site/${path}, got 'the only ${role} node, which takes down the site' (${remedy})`;
  expect(found).toEqual([
    message('web', 'web', 'use 2 nodes'),
    message('load-balancer/nodes', 'lb', 'use 2 nodes with Failover.reservedIp()'),
  ]);
});

test('a site without single points of failure may be required to have none', () => {
  expect(missed({ requireNoSinglePointOfFailure: true })).toEqual([]);
});

test('what is put into the site later counts, too', () => {
  const { site } = wholeSite({ budget: { monthlyUsd: COST }, requireNoSinglePointOfFailure: true });
  addCostItem(site.web, 'GiB of volume', 10);
  addSinglePointOfFailure(site.web, {
    lost: 'the disk',
    takesDown: 'uploads',
    until: 'it is back',
    remedy: 'use Spaces',
  });
  expect(site.node.validate()).toEqual([
    expect.stringContaining("'budget.monthlyUsd' must be at least $148.00"),
    expect.stringContaining('must find none in test/site/web'),
  ]);
});

test('synth says what the site costs, tier by tier', () => {
  const { site } = wholeSite();
  expect(site.node.metadata.map(({ data }) => String(data))).toContain(
    'costs $147.00 a month (database $87.00, app $24.00, web $24.00, load-balancer $12.00)',
  );
});
