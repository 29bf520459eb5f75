import { PrivateNetwork, type PrivateNetworkProps } from '../../../../constructs/network/private-network';
import { ZONE_ID, newSite, newStack, problems, resources } from '../synth';

const props: PrivateNetworkProps = {
  region: 'fra1',
  ipRange: '10.20.0.0/20',
  domain: 'int.foobar.com',
  zoneId: ZONE_ID,
};

test('is a VPC of its domain’s name', () => {
  const { stack } = newSite();
  expect(resources(stack, 'digitalocean_vpc')).toEqual([
    { name: 'int-foobar-com', region: 'fra1', ip_range: '10.20.0.0/20' },
  ]);
});

test('publishes private names as unproxied records', () => {
  const { stack, network } = newSite();
  network.publish('web-1', '10.20.0.2', { id: 'web-1', node: network });
  expect(resources(stack, 'cloudflare_dns_record')).toEqual([
    { zone_id: ZONE_ID, name: 'web-1.int.foobar.com', type: 'A', content: '10.20.0.2', ttl: 60, proxied: false },
  ]);
});

test.each<[string, Partial<PrivateNetworkProps>, string]>([
  [
    'an unknown region',
    { region: 'fra2' },
    "[test/net] 'region' must be a region of DigitalOcean, got 'fra2' (use one of ams3,",
  ],
  ['a public range', { ipRange: '203.0.113.0/24' }, "'ipRange' must be a private IPv4 range, got '203.0.113.0/24'"],
  ['host bits', { ipRange: '10.20.0.1/20' }, "'ipRange' must be a private IPv4 range"],
  ['too small a range', { ipRange: '10.20.0.0/29' }, "'ipRange' must have a prefix from /16 to /28"],
  ['too large a range', { ipRange: '10.0.0.0/8' }, "'ipRange' must have a prefix from /16 to /28"],
  ['an overlap', { otherRanges: ['10.20.8.0/24'] }, "'ipRange' must stay apart from 10.20.8.0/24, got '10.20.0.0/20'"],
  ['a broken host name', { domain: 'int_foobar.com' }, "'domain' must be a host name, got 'int_foobar.com'"],
])('refuses %s at synth', (_, wrong, message) => {
  const stack = newStack();
  new PrivateNetwork(stack, 'net', { ...props, ...wrong });
  expect(problems(stack)).toEqual([expect.stringContaining(message)]);
});

test('reports all that is wrong at once', () => {
  const stack = newStack();
  new PrivateNetwork(stack, 'net', { region: 'x', ipRange: 'y', domain: 'z', zoneId: '', otherRanges: ['w'] });
  expect(problems(stack)).toHaveLength(5);
});
