/** What docs/guides/escape-hatches.md promises. */
import { DatabaseCluster } from '@cdktf/provider-digitalocean/lib/database-cluster';
import { TerraformResource, type TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import {
  CloudflareProxy,
  Failover,
  type ManagedMysql,
  type Monitoring,
  MysqlDatabase,
  type WebInfrastructure,
  type WebInfrastructureProps,
} from '../../../constructs';
import { example } from '../docs/examples';
import { ZONE_ID, newStack, problems, resources, synthesize, textsOf } from './synth';
import { computed } from './validation/prop-row';
import { wholeSite } from './whole-site';

const documented = <T>(name: string) => example<T>('docs/guides/escape-hatches.md', name);

function allResources(root: IConstruct): TerraformResource[] {
  return root.node.findAll().filter((one) => TerraformResource.isTerraformResource(one));
}

test('every resource of a site can be found below it, and overridden', () => {
  const { stack, site } = wholeSite();
  const all = allResources(site);
  for (const one of all) one.addOverride('lifecycle.ignore_changes', ['tags']);
  const { resource } = synthesize(stack);
  const blocks = Object.values(resource).flatMap((byName) => Object.values(byName));
  expect(blocks.length).toBeGreaterThan(60);
  expect(blocks).toHaveLength(all.length);
  for (const block of blocks)
    expect(block.lifecycle).toMatchObject({ ignore_changes: expect.arrayContaining(['tags']) as string[] });
});

test('the main resource of a construct is its default child', () => {
  const { stack, site } = wholeSite({ database: MysqlDatabase.managed() });
  documented<(site: WebInfrastructure) => void>('adjust')(site);
  expect((site.database as ManagedMysql).node.defaultChild).toBeInstanceOf(DatabaseCluster);
  expect(resources(stack, 'digitalocean_vpc')).toEqual([expect.objectContaining({ description: 'Shop, production' })]);
  const backups = resources(stack, 'digitalocean_droplet').filter((one) => one.backups === true);
  expect(backups.map(({ name }) => name)).toEqual(['web-1.int.foobar.com', 'web-2.int.foobar.com']);
  const firewall = resources(stack, 'digitalocean_firewall').find(({ name }) => name === 'int-foobar-com-web')!;
  expect(firewall.outbound_rule).toEqual([
    { protocol: 'tcp', port_range: '443', destination_addresses: ['203.0.113.0/24'] },
  ]);
  expect(firewall.lifecycle).toEqual({ prevent_destroy: true });
});

test('an aspect reaches all of them', () => {
  const { stack } = wholeSite();
  documented<(stack: TerraformStack) => void>('ipv6Everywhere')(stack);
  for (const droplet of resources(stack, 'digitalocean_droplet')) expect(droplet.ipv6).toBe(true);
});

test('data is kept by default, and goes when that is said', () => {
  const kept = (stack: TerraformStack, type: string) =>
    resources(stack, type).map(({ lifecycle }) => (lifecycle as { prevent_destroy?: boolean }).prevent_destroy);
  const volumes = 'digitalocean_volume';
  expect(kept(wholeSite().stack, volumes)).toEqual([true, true, true]);
  const gone = MysqlDatabase.selfHosted({ nodes: 3, deletionProtection: false });
  expect(kept(wholeSite({ database: gone }).stack, volumes)).toEqual([false, false, false]);
  expect(kept(wholeSite({ database: MysqlDatabase.managed() }).stack, 'digitalocean_database_cluster')).toEqual([true]);
});

test('what else is to be kept is protected', () => {
  const { stack } = wholeSite();
  documented<(stack: TerraformStack) => void>('keepAddresses')(stack);
  expect(resources(stack, 'digitalocean_reserved_ip')).toEqual([
    expect.objectContaining({ lifecycle: { prevent_destroy: true } }),
  ]);
});

test('snippets are part of the user-data of their tiers', () => {
  const withSnippets = documented<(props: WebInfrastructureProps) => WebInfrastructureProps>('withSnippets');
  const loadBalancer = { failover: Failover.reservedIp({ token: 'a-token' }) };
  const { stack } = wholeSite(withSnippets({ loadBalancer } as WebInfrastructureProps));
  expect(problems(stack)).toEqual([]);
  const [texts, before] = [textsOf(stack), textsOf(wholeSite().stack)];
  for (const line of ['deny_status 403 if { req.hdr(User-Agent) -m sub BadBot }', 'site-snippets/old-shop.conf']) {
    expect(texts).toContain(line);
    expect(before).not.toContain(line);
  }
});

test('a VPC and a zone that are there already are used, and not made or looked up', () => {
  const { stack } = wholeSite({ vpcId: '5a4981aa-9653-4bd1-bef5-d6bff52042e4', zoneId: ZONE_ID });
  const { resource, data } = synthesize(stack);
  expect(resource.digitalocean_vpc).toBeUndefined();
  expect(data.cloudflare_zone).toBeUndefined();
  for (const droplet of resources(stack, 'digitalocean_droplet'))
    expect(droplet.vpc_uuid).toBe('5a4981aa-9653-4bd1-bef5-d6bff52042e4');
  for (const record of resources(stack, 'cloudflare_dns_record')) expect(record.zone_id).toBe(ZONE_ID);
});

describe('a database that is there already', () => {
  const database = MysqlDatabase.existing({
    writerHosts: ['db.example.com'],
    readerHosts: ['10.20.0.7', '10.20.0.8'],
    port: 3307,
    database: 'shop',
    user: 'shop',
    password: computed.text,
    ca: computed.text,
  });

  test('is found by the app on its own loopback, as any other', () => {
    const { stack, site } = wholeSite({ database });
    expect(problems(stack)).toEqual([]);
    expect(site.database.writer).toEqual({ host: '127.0.0.1', port: 3306 });
    const text = JSON.stringify(synthesize(stack).locals);
    expect(text).toContain('server mysql-writer-1 db.example.com:3307');
    expect(text).toContain('server mysql-readers-2 10.20.0.8:3307');
    expect(text).toContain(`DATABASE_NAME=${Buffer.from('shop').toString('base64')}`);
  });

  test('brings no droplet, volume or password', () => {
    const { resource } = synthesize(wholeSite({ database }).stack);
    expect(Object.keys(resource.digitalocean_droplet!).filter((name) => name.includes('database'))).toEqual([]);
    expect(resource.digitalocean_volume).toBeUndefined();
    expect(resource.random_password).toBeUndefined();
  });
});

describe('two sites in one account and one zone', () => {
  const second = { domain: 'shop.foobar.com', privateDomain: 'shop-int.foobar.com', ipRange: '10.21.0.0/20' };

  test('as documented', () => {
    const stack = newStack();
    documented<(stack: TerraformStack) => void>('twoSites')(stack);
    expect(problems(stack)).toEqual([]);
    expect(
      resources(stack, 'digitalocean_vpc')
        .map(({ ip_range: range }) => range)
        .sort(),
    ).toEqual(['10.20.0.0/20', '10.21.0.0/20']);
  });

  function newSites() {
    const { stack, site } = wholeSite();
    wholeSite({ ...second, proxy: site.proxy }, stack, 'shop');
    return stack;
  }

  test('share no name', () => {
    const stack = newSites();
    expect(problems(stack)).toEqual([]);
    const { resource } = synthesize(stack);
    const names = Object.entries(resource).flatMap(([type, byName]) =>
      Object.values(byName).flatMap(({ name, content, setting_id: setting }) =>
        // Members of a tier share its name, and differ in their address.
        name || setting ? [`${type} ${String(name ?? setting)} ${JSON.stringify(content)}`] : [],
      ),
    );
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test("have one owner of the zone's settings and client certificate", () => {
    const { resource } = synthesize(newSites());
    expect(Object.keys(resource.cloudflare_zone_setting!)).toHaveLength(3);
    expect(Object.keys(resource.cloudflare_authenticated_origin_pulls_settings!)).toHaveLength(1);
  });

  test('that would share names or addresses are refused', () => {
    const { stack, site } = wholeSite();
    wholeSite({ domain: 'shop.foobar.com', proxy: site.proxy }, stack, 'shop');
    const found = problems(stack);
    expect(found).toContain(
      "[test/shop/network] 'domain' must differ from every other network's (that of test/site/network), got 'int.foobar.com' (give each site a domain of its own)",
    );
    expect(found).toContain(
      "[test/shop/network] 'ipRange' must stay apart from 10.20.0.0/20 (that of test/site/network), got '10.20.0.0/20' (choose a range that no other network uses)",
    );
  });

  test('in two stacks, the second changes nothing in the zone', () => {
    const stack = newStack();
    const proxy = new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID, originPullCa: computed.text });
    const { site } = wholeSite({ ...second, proxy }, stack);
    expect(site.proxy.originPullCa).toBe(computed.text);
    const types = Object.keys(synthesize(stack).resource);
    expect(types.filter((type) => /zone_setting|origin_pulls/.test(type))).toEqual([]);
  });
});

test('what exists is imported by the resource that will keep it', () => {
  const { stack, site } = wholeSite();
  documented<(site: WebInfrastructure) => void>('takeOver')(site);
  const [name] = Object.keys(synthesize(stack).resource.digitalocean_vpc!);
  expect(JSON.parse(JSON.stringify(stack.toTerraform()))).toMatchObject({
    import: [{ id: '5a4981aa-9653-4bd1-bef5-d6bff52042e4', to: `digitalocean_vpc.${name}` }],
  });
});

test('monitoring of one’s own is on every node', () => {
  const { stack } = wholeSite({ monitoring: documented<() => Monitoring>('watchedByTelegraf')() });
  expect(problems(stack)).toEqual([]);
  const texts = textsOf(stack);
  const nodes = resources(stack, 'digitalocean_droplet').length;
  // A text is shared by the nodes of a tier.
  expect(texts.match(/\/etc\/telegraf\/telegraf\.d\/output\.conf/g)!.length).toBeGreaterThanOrEqual(nodes / 3);
  expect(texts).not.toContain('prometheus-node-exporter');
  expect(resources(stack, 'digitalocean_monitor_alert')).toEqual([]);
});

test('monitoring of one’s own checks its options', () => {
  const monitoring = documented<(output?: string) => Monitoring>('watchedByTelegraf')('urls = []');
  expect(problems(wholeSite({ monitoring }).stack)).toEqual([
    expect.stringContaining("'monitoring' must have an output"),
  ]);
});
