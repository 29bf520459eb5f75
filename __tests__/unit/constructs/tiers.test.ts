import type { IConstruct } from 'constructs';
import { Monitoring } from '../../../constructs/monitoring/monitoring';
import { DropletGroup } from '../../../constructs/droplet/droplet-group';
import { TIERS, titleOf } from '../../../constructs/tiers';
import { askSite } from '../../../cli/status/ask-site';
import { wholeSite } from './whole-site';

/** Roles of all groups of droplets of a site that has every tier. */
function rolesOfWholeSite(): readonly string[] {
  const { stack } = wholeSite({ monitoring: Monitoring.selfHosted({ email: ['oncall@foobar.com'] }) });
  const groups = stack.node.findAll().filter((one: IConstruct): one is DropletGroup => one instanceof DropletGroup);
  return [...new Set(groups.flatMap(({ nodeNames }) => nodeNames.map((name) => name.replace(/-\d+\..*/, ''))))];
}

test('every tier of a whole site is one of the definition, and none is missing', () => {
  expect([...rolesOfWholeSite()].sort()).toEqual(
    Object.values(TIERS)
      .map(({ role }) => role)
      .sort(),
  );
});

test("the status queries the nodes of every tier, a user's own too", async () => {
  const asked: string[] = [];
  const tierTitles = [...Object.values(TIERS), { role: 'queue', title: 'queue' }];
  const nodes = {
    tiers: tierTitles,
    tier: (tier: string) => [`${tier}-1.int.foobar.com`],
    on: (node: string) => {
      asked.push(node);
      return Promise.reject(new Error('not here'));
    },
  };
  const { tiers } = await askSite(nodes, 1);
  expect(asked).toEqual(tierTitles.map(({ role }) => `${role}-1.int.foobar.com`));
  expect(tiers.map(({ title }) => title)).toEqual(tierTitles.map(({ title }) => title));
});

test('a tier of a user’s own is called by its role', () => {
  expect([titleOf('mysql'), titleOf('cache')]).toEqual(['Database', 'cache']);
});
