import { CloudflareProxy } from '../../../../constructs/dns/cloudflare-proxy';
import { SiteRecords } from '../../../../constructs/dns/site-records';
import { Backend } from '../../../../constructs/load-balancer/backend';
import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { RebootWindow } from '../../../../constructs/droplet/reboot-window';
import { LoadBalancer, type LoadBalancerProps } from '../../../../constructs/load-balancer/load-balancer';
import { TrafficPolicy } from '../../../../constructs/load-balancer/traffic-policy';
import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import { ZONE_ID, newSite, problems, resources, synthesize } from '../synth';
import { computed } from '../validation/prop-row';

const servers = (count: number, options: { readonly slots?: number } = {}) =>
  Backend.named({
    tierName: 'web.int.foobar.com',
    nodeNames: Array.from({ length: count }, (_, i) => `web-${i + 1}.int.foobar.com`),
    port: 8080,
    ...options,
  });

function newLoadBalancer(props: Partial<LoadBalancerProps> = {}) {
  const site = newSite();
  const proxy = new CloudflareProxy(site.stack, 'proxy', { zoneId: ZONE_ID });
  const loadBalancer = new LoadBalancer(site.stack, 'load-balancer', {
    network: site.network,
    access: site.access,
    hostNames: ['www.foobar.com', 'foobar.com'],
    backend: servers(2),
    failover: Failover.reservedIp({ token: 'a-secret-token' }),
    certificate: TlsCertificate.cloudflareOrigin(),
    proxy,
    ...props,
  });
  return { ...site, proxy, loadBalancer };
}

function userData(stack: Parameters<typeof synthesize>[0]): string {
  return (Object.values(synthesize(stack).locals) as string[])
    .filter((text) => text.startsWith('#cloud-config'))
    .join('\n');
}

test('synthesizes with its proxy, certificate and names', () => {
  const { stack, loadBalancer } = newLoadBalancer();
  new SiteRecords(stack, 'records', {
    zoneId: ZONE_ID,
    hostNames: ['www.foobar.com'],
    addresses: loadBalancer.addresses,
  });
  expect(problems(stack)).toEqual([]);
  expect(resources(stack, 'digitalocean_droplet')).toHaveLength(2);
});

test('creates the reserved IP for the region and never assigns it', () => {
  const { stack } = newLoadBalancer();
  expect(resources(stack, 'digitalocean_reserved_ip')).toMatchObject([{ region: 'fra1' }]);
  expect(resources(stack, 'digitalocean_reserved_ip')[0]).not.toHaveProperty('droplet_id');
  expect(resources(stack, 'digitalocean_reserved_ip_assignment')).toEqual([]);
});

test('points DNS to the reserved IP, or to every node without one', () => {
  expect(newLoadBalancer().loadBalancer.addresses).toHaveLength(1);
  expect(newLoadBalancer({ failover: Failover.edge(), nodes: 3 }).loadBalancer.addresses).toHaveLength(3);
});

test("lets only the proxy's ranges connect, and only administrators log in", () => {
  const { stack } = newLoadBalancer();
  const [firewall] = resources(stack, 'digitalocean_firewall');
  const ranges: unknown = expect.stringMatching(/^\$\{concat\(data\.cloudflare_ip_ranges\./);
  expect(firewall!.inbound_rule).toEqual([
    { port_range: '9180', protocol: 'tcp', source_addresses: ['198.51.100.0/24'] },
    { port_range: '9180', protocol: 'tcp', source_tags: [expect.stringContaining('load-balancer')] },
    { port_range: '9181', protocol: 'tcp', source_addresses: ['198.51.100.0/24'] },
    { port_range: '80', protocol: 'tcp', source_addresses: ranges },
    { port_range: '443', protocol: 'tcp', source_addresses: ranges },
    { port_range: '22', protocol: 'tcp', source_addresses: ['198.51.100.0/24'] },
    // They ask each other whether they work.
    { port_range: '8405', protocol: 'tcp', source_tags: [expect.stringContaining('load-balancer')] },
  ]);
});

test('restarts when its props say so', () => {
  const [firewall] = resources(newLoadBalancer({ rebootWindow: RebootWindow.never() }).stack, 'digitalocean_firewall');
  expect(
    (firewall!.inbound_rule as { port_range: string }[]).filter(({ port_range: port }) => port === '9180'),
  ).toEqual([expect.objectContaining({ source_addresses: ['198.51.100.0/24'] })]);
});

test('is open to the internet without a proxy', () => {
  const { stack } = newLoadBalancer({
    proxy: undefined,
    certificate: TlsCertificate.provided({ certificate: computed.text, privateKey: 'key' }),
  });
  expect(problems(stack)).toEqual([]);
  const [firewall] = resources(stack, 'digitalocean_firewall');
  expect(firewall!.inbound_rule).toContainEqual({
    port_range: '443',
    protocol: 'tcp',
    source_addresses: ['0.0.0.0/0', '::/0'],
  });
});

test('does not change when servers are added within the slots', () => {
  expect(userData(newLoadBalancer({ backend: servers(5) }).stack)).toBe(
    userData(newLoadBalancer({ backend: servers(2) }).stack),
  );
});

test('does not change its nodes when one more is added', () => {
  expect(userData(newLoadBalancer({ nodes: 3 }).stack)).toBe(userData(newLoadBalancer({ nodes: 2 }).stack));
});

test('hands tokens, limits and certificates over after the boot: another one replaces no node', () => {
  const one = newLoadBalancer().stack;
  const other = newLoadBalancer({
    failover: Failover.reservedIp({ token: 'another-token' }),
    limits: { requestsPer10Seconds: 7 },
    certificate: TlsCertificate.provided({ certificate: computed.text, privateKey: 'a-private-key' }),
  }).stack;
  expect(userData(other)).toBe(userData(one));
  expect(userData(other)).not.toContain('another-token');
  const gate = resources(other, 'terraform_data').find((each) => JSON.stringify(each).includes('"SETTINGS_KEY":'));
  expect(gate!.triggers_replace).toMatchObject({ settings: expect.stringContaining('sha256(') as string });
});

test('refuses a reserved IP that nobody could take over', () => {
  expect(problems(newLoadBalancer({ nodes: 1 }).stack)).toEqual([
    "[test/load-balancer] 'nodes' must be 2 to 10 for Failover.reservedIp(), got 1 (use 2, or Failover.none() for one load balancer)",
  ]);
});

test('refuses active-passive with one server', () => {
  const found = problems(newLoadBalancer({ backend: servers(1), traffic: TrafficPolicy.activePassive() }).stack);
  expect(found).toEqual([expect.stringContaining("'backend' must name at least 2 servers")]);
});

test('refuses policies, limits and slots out of range, all at once', () => {
  const { stack } = newLoadBalancer({
    backend: servers(3, { slots: 2 }),
    traffic: TrafficPolicy.activePassive({ active: 3, maxQueue: 0 }),
    limits: { maxBodyBytes: 1 },
  });
  expect(problems(stack).map((problem) => /'(.*?)'/.exec(problem)![1])).toEqual([
    'backend.slots',
    'traffic.active',
    'traffic.maxQueue',
    'limits.maxBodyBytes',
  ]);
});

test('refuses a certificate that only Cloudflare trusts where visitors would see it', () => {
  expect(problems(newLoadBalancer({ proxy: undefined }).stack)).toEqual([
    expect.stringContaining("'certificate' must be one that browsers trust"),
  ]);
});
