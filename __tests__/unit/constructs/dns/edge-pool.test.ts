import { EdgePool, type EdgePoolProps } from '../../../../constructs/dns/edge-pool';
import { ZONE_ID, newStack, problems, resources } from '../synth';

const props: EdgePoolProps = {
  accountId: '0123456789abcdef0123456789abcdef',
  zoneId: ZONE_ID,
  zoneName: 'foobar.com',
  hostNames: ['www.foobar.com', 'foobar.com'],
  origins: { 'lb-1': '203.0.113.1', 'lb-2': '203.0.113.2' },
};

function newPool(changed: Partial<EdgePoolProps> = {}) {
  const stack = newStack();
  new EdgePool(stack, 'pool', { ...props, ...changed });
  return stack;
}

test('balances every name over one pool of all load balancers', () => {
  const stack = newPool();
  expect(problems(stack)).toEqual([]);
  expect(resources(stack, 'cloudflare_load_balancer_pool')).toMatchObject([
    {
      name: 'www-foobar-com',
      check_regions: ['WEU'],
      origins: [
        { name: 'lb-1', address: '203.0.113.1', enabled: true },
        { name: 'lb-2', address: '203.0.113.2', enabled: true },
      ],
    },
  ]);
  const balancers = resources(stack, 'cloudflare_load_balancer');
  expect(balancers.map(({ name }) => name).sort()).toEqual(['foobar.com', 'www.foobar.com']);
  for (const one of balancers) expect(one).toMatchObject({ proxied: true, default_pools: [one.fallback_pool] });
});

test("checks as visitors ask: by name, over TLS, through the zone's proxy with its client certificate", () => {
  expect(resources(newPool({ checkInterval: 15 }), 'cloudflare_load_balancer_monitor')).toMatchObject([
    { type: 'https', path: '/healthz', header: { Host: ['www.foobar.com'] }, probe_zone: 'foobar.com', interval: 15 },
  ]);
});

test('refuses what Cloudflare would refuse later, all at once', () => {
  const stack = newPool({ accountId: 'mine', checkInterval: 1, checkRegions: ['EU'] });
  expect(problems(stack)).toEqual([
    "[test/pool] 'accountId' must be the id of a Cloudflare account, got 'mine' (copy its 32 hexadecimal digits from the dashboard's address)",
    "[test/pool] 'checkInterval' must be a whole number from 5 to 3600, got 1 (use 5 to 3600)",
    "[test/pool] 'checkRegions' must be a known value, got 'EU' (use one of WNAM, ENAM, NSAM, SSAM, WEU, EEU, ME, NAF, SAF, SAS, SEAS, NEAS, OC, ALL_REGIONS)",
  ]);
});
