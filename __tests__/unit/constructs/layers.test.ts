/** Parts of a site in stacks of their own, one above the other. */
import { App, TerraformStack, Testing } from 'cdktf';
import { AppSource } from '../../../constructs/app/app-source';
import { AppTier } from '../../../constructs/app/app-tier';
import { CloudflareProxy } from '../../../constructs/dns/cloudflare-proxy';
import { SiteRecords } from '../../../constructs/dns/site-records';
import { Access } from '../../../constructs/droplet/access';
import { DropletGroup } from '../../../constructs/droplet/droplet-group';
import { Backend } from '../../../constructs/load-balancer/backend';
import { Failover } from '../../../constructs/load-balancer/failover/failover';
import { LoadBalancer } from '../../../constructs/load-balancer/load-balancer';
import { Monitoring } from '../../../constructs/monitoring/monitoring';
import { ManagedMysql } from '../../../constructs/mysql/managed-mysql';
import { SelfHostedMysql } from '../../../constructs/mysql/self-hosted-mysql';
import { PrivateNetwork } from '../../../constructs/network/private-network';
import { TlsCertificate } from '../../../constructs/tls/tls-certificate';
import { WebTier } from '../../../constructs/web/web-tier';
import type { TerraformConfiguration } from '../../../testing';
import { addProviders } from '../../../testing/test-stack';
import { ZONE_ID, newSite, problems, resources } from './synth';
import { wholeSite } from './whole-site';

function newStack(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  addProviders(stack);
  return stack;
}

/** Each stack as Terraform reads it, with its references to other stacks resolved, and what the stacks wait for. */
function synthesizeAll(app: App) {
  const stacks = app.node.children.filter((one): one is TerraformStack => TerraformStack.isStack(one));
  for (const stack of stacks) stack.prepareStack();
  return Object.fromEntries(
    stacks.map((stack) => [
      stack.node.id,
      {
        problems: problems(stack),
        below: stack.dependencies.map(({ node }) => node.id).sort(),
        terraform: JSON.parse(Testing.synth(stack)) as TerraformConfiguration,
      },
    ]),
  );
}

/** Resources whose attributes refer to a resource that their stack does not have. */
function danglingReferences({ resource, data, locals }: TerraformConfiguration): readonly string[] {
  const known = (type: string, name: string) => resource[type]?.[name] ?? data?.[type]?.[name];
  const text = JSON.stringify({ resource, locals });
  return [...text.matchAll(/\b(?:data\.)?((?:digitalocean|cloudflare|tls|random)_\w+|terraform_data)\.([\w-]+)/g)]
    .filter(([, type, name]) => !known(type!, name!))
    .map(([reference]) => reference);
}

const cacheOf = (stack: TerraformStack, network: PrivateNetwork, access: Access) =>
  new DropletGroup(stack, 'cache', {
    network,
    access,
    role: 'cache',
    nodes: 2,
    size: 's-1vcpu-2gb',
    cloudInit: [],
    readiness: {},
    metrics: { port: 9121 },
  });

describe('network, data and app in stacks of their own', () => {
  const app = Testing.app();
  const base = newStack(app, 'network');
  const { network, access } = newSite(base);
  const proxy = new CloudflareProxy(base, 'proxy', { zoneId: ZONE_ID });
  const shared = { network, access };
  const data = newStack(app, 'data');
  const database = new SelfHostedMysql(data, 'database', { ...shared, nodes: 3 });
  const reports = new ManagedMysql(data, 'reports', { network });
  const apps = newStack(app, 'app');
  const source = AppSource.sample();
  const shop = new AppTier(apps, 'shop', { ...shared, source, database });
  const api = new AppTier(apps, 'api', { ...shared, source, role: 'api', database: reports });
  const edge = newStack(app, 'edge');
  const web = new WebTier(edge, 'web', { ...shared, app: shop.connection() });
  const hostNames = ['www.foobar.com'];
  const loadBalancer = new LoadBalancer(edge, 'lb', {
    ...shared,
    hostNames,
    proxy,
    backend: Backend.tier(web.group, { port: WebTier.PORT }),
    failover: Failover.edge(),
    certificate: TlsCertificate.cloudflareOrigin(),
  });
  new SiteRecords(edge, 'records', { zoneId: ZONE_ID, hostNames, addresses: loadBalancer.addresses });
  const tiers = [loadBalancer.group, web.group, shop.group, api.group, database.group];
  for (const tier of tiers.slice(1)) tier.allowFrom(loadBalancer.group, 22);
  const watching = newStack(app, 'monitoring');
  Monitoring.selfHosted({ email: ['a@foobar.com'], webhooks: ['https://pager.example'] }).bind(watching, 'monitoring', {
    ...shared,
    domain: 'www.foobar.com',
    tiers,
    database,
  });
  const all = synthesizeAll(app);

  test('are accepted, and refer to nothing that another stack holds', () => {
    for (const { problems: found, terraform } of Object.values(all)) {
      expect(found).toEqual([]);
      expect(danglingReferences(terraform)).toEqual([]);
    }
  });

  test('are deployed from the network upwards', () => {
    expect(Object.fromEntries(Object.entries(all).map(([name, { below }]) => [name, below]))).toEqual({
      network: [],
      data: ['network'],
      app: ['data', 'network'],
      edge: ['app', 'data', 'network'],
      monitoring: ['app', 'data', 'edge', 'network'],
    });
  });

  test('the names of nodes are made in the stack of the nodes', () => {
    const namesIn = (stack: string) =>
      Object.values(all[stack]!.terraform.resource.cloudflare_dns_record ?? {}).map(({ name }) => name);
    expect(namesIn('network')).toEqual([]);
    expect(namesIn('app')).toContain('app-1.int.foobar.com');
    expect(namesIn('app')).toContain('app.int.foobar.com');
  });

  test('who calls a database from a stack above opens its firewall there', () => {
    const firewalls = Object.values(all.app!.terraform.resource.digitalocean_firewall!);
    const opened = firewalls.find(({ name }) => name === 'int-foobar-com-mysql-from-app')!;
    expect(opened.inbound_rule).toMatchObject([{ port_range: '3306' }, { port_range: '9200' }]);
    expect(JSON.stringify(opened.tags)).toContain('data.terraform_remote_state');
    expect(JSON.stringify(opened.inbound_rule)).toContain('digitalocean_tag.shop_tag');
  });

  test('callers of a managed cluster carry a tag of its stack', () => {
    const { resource } = all.data!.terraform;
    expect(Object.values(resource.digitalocean_tag!).map(({ name }) => name)).toContain('int-foobar-com-mysql-callers');
    const droplets = Object.entries(all.app!.terraform.resource.digitalocean_droplet!);
    const tagsOf = (id: string) => droplets.filter(([name]) => name.startsWith(id)).map(([, { tags }]) => tags);
    for (const tags of tagsOf('api')) expect(tags).toHaveLength(2);
    for (const tags of tagsOf('shop')) expect(tags).toHaveLength(1);
  });
});

test('a DropletGroup in a stack above a whole site is reached and watched', () => {
  const app = Testing.app();
  const stack = newStack(app, 'site');
  const { site } = wholeSite(
    { monitoring: Monitoring.selfHosted({ email: ['a@foobar.com'], webhooks: ['https://pager.example'] }) },
    stack,
  );
  const above = newStack(app, 'cache');
  cacheOf(above, site.network, site.access);
  const all = synthesizeAll(app);
  for (const { problems: found, terraform } of Object.values(all)) {
    expect(found).toEqual([]);
    expect(danglingReferences(terraform)).toEqual([]);
  }
  expect([all.site!.below, all.cache!.below]).toEqual([[], ['site']]);
  const { resource } = all.cache!.terraform;
  const ports = Object.values(resource.digitalocean_firewall!).map(({ name, inbound_rule: rule }) => [
    name,
    (rule as { port_range: string }[]).map(({ port_range: port }) => port),
  ]);
  expect(Object.fromEntries(ports)).toEqual({
    'int-foobar-com-cache': ['9180', '9180', '9181', '9100', '9121', '22'],
    'int-foobar-com-monitoring-from-cache': ['19532'],
  });
  expect(Object.keys(resource.digitalocean_monitor_alert!)).toHaveLength(4);
  expect(Object.keys(all.site!.terraform.resource.digitalocean_monitor_alert!).join()).not.toContain('cache');
});

describe('what somebody else has made', () => {
  const { stack, access } = newSite();
  const network = PrivateNetwork.fromNetworkAttributes(stack, 'theirs', {
    region: 'fra1',
    ipRange: '10.21.0.0/20',
    domain: 'their.foobar.com',
    zoneId: ZONE_ID,
    vpcId: '5a4981aa-9653-4bd1-bef5-d6bff52042e4',
  });
  const cache = DropletGroup.fromTierAttributes(stack, 'cache', { network, role: 'cache', nodes: 2 });
  const keys = Access.fromAccessAttributes(stack, 'keys', {
    sshKeyFingerprints: ['3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45'],
    adminCidrs: access.adminCidrs,
  });
  const proxy = CloudflareProxy.fromProxyAttributes(stack, 'proxy', {
    ranges: ['203.0.113.0/24'],
    clientAddressHeader: 'X-Real-IP',
  });
  const app = new AppTier(stack, 'app', { network, access: keys, source: AppSource.sample() });
  const balancer = new LoadBalancer(stack, 'lb', {
    network,
    access: keys,
    hostNames: ['www.foobar.com'],
    proxy,
    backend: Backend.tier(cache, { port: 8080 }),
    failover: Failover.edge(),
    certificate: TlsCertificate.cloudflareOrigin(),
  });
  app.group.allowFrom(cache, 8000);

  test('is used, and not made', () => {
    expect(problems(stack)).toEqual([]);
    expect(cache.nodeNames).toEqual(['cache-1.their.foobar.com', 'cache-2.their.foobar.com']);
    const droplets = resources(stack, 'digitalocean_droplet');
    expect(droplets.map(({ name }) => name).sort()).toEqual([
      'app-1.their.foobar.com',
      'app-2.their.foobar.com',
      'lb-1.their.foobar.com',
      'lb-2.their.foobar.com',
    ]);
    for (const droplet of droplets)
      expect(droplet).toMatchObject({
        vpc_uuid: '5a4981aa-9653-4bd1-bef5-d6bff52042e4',
        ssh_keys: ['3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45'],
      });
    expect(resources(stack, 'digitalocean_vpc')).toHaveLength(1);
  });

  test('a tier of another program is opened by a firewall of this one', () => {
    const firewalls = resources(stack, 'digitalocean_firewall');
    expect(firewalls.find(({ name }) => name === 'their-foobar-com-cache-from-lb')).toMatchObject({
      tags: ['their-foobar-com_cache'],
      inbound_rule: [{ protocol: 'tcp', port_range: '8080' }],
    });
    expect(JSON.stringify(firewalls.find(({ name }) => name === 'their-foobar-com-app'))).toContain(
      'their-foobar-com_cache',
    );
  });

  test('a proxy of another vendor names the visitors', () => {
    expect(balancer.group.role).toBe('lb');
    const text = JSON.stringify(stack.toTerraform());
    expect(text).toContain('203.0.113.0/24');
  });
});
