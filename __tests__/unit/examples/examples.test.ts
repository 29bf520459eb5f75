import { activePassive } from '../../../examples/active-passive';
import { loadBalancerAlone } from '../../../examples/load-balancer-alone';
import { managedDatabase } from '../../../examples/managed-database';
import { ownTier } from '../../../examples/own-tier';
import { newStack, problems, resources } from '../constructs/synth';

test.each([
  ['a load balancer alone', loadBalancerAlone, ['lb-1', 'lb-2']],
  ['a site with a managed database', managedDatabase, ['app-1', 'app-2', 'lb-1', 'lb-2', 'web-1', 'web-2']],
  ['an active-passive site', activePassive, ['lb-1', 'lb-2', 'mysql-1', 'mysql-2', 'mysql-3', 'web-1', 'web-2']],
  [
    'a site with a tier of one’s own',
    ownTier,
    [
      ...['app-1', 'app-2', 'lb-1', 'lb-2', 'monitoring-1', 'monitoring-2', 'mysql-1', 'mysql-2', 'mysql-3'],
      ...['web-1', 'web-2', 'worker-1', 'worker-2'],
    ],
  ],
])('the example of %s synthesizes', (_, example, hosts) => {
  const stack = newStack();
  example(stack);
  expect(problems(stack)).toEqual([]);
  expect(
    resources(stack, 'digitalocean_droplet')
      .map(({ name }) => String(name).split('.')[0])
      .sort(),
  ).toEqual(hosts);
});
