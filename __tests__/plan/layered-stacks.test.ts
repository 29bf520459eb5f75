/** Parts of a site in stacks of their own, one above the other, as Terraform deploys them. On paper. */
import { join } from 'node:path';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import {
  Access,
  AppSource,
  AppTier,
  Backend,
  CloudflareProxy,
  DropletGroup,
  Failover,
  LoadBalancer,
  ManagedMysql,
  PrivateNetwork,
  SelfHostedMysql,
  SiteRecords,
  TlsCertificate,
  WebTier,
  Zone,
} from 'cdktf-web-infrastructure';
import { addProviders } from '../../testing/test-stack';
import { PaperCloud } from './paper-cloud';
import { removeProvisioners } from './without-provisioners';

/** From the network upwards: whoever calls a tier is above it. */
const STACKS = ['network', 'data', 'cache', 'app', 'edge'] as const;
type Name = (typeof STACKS)[number];

let cloud: PaperCloud;
const directory = (name: Name) => join(cloud.directory, 'stacks', name);

function newStack(app: App, name: Name): TerraformStack {
  const stack = new TerraformStack(app, name);
  addProviders(stack);
  new LocalBackend(stack, { path: join(cloud.directory, `${name}.tfstate`) });
  return stack;
}

function write({ appNodes = 2 } = {}): void {
  const app = new App({ outdir: cloud.directory });
  const base = newStack(app, 'network');
  const { zoneId } = new Zone(base, 'zone', { name: 'foobar.com' });
  const network = new PrivateNetwork(base, 'network', {
    region: 'fra1',
    ipRange: '10.20.0.0/20',
    domain: 'int.foobar.com',
    zoneId,
  });
  const access = new Access(base, 'access', { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.128/25'] });
  const proxy = new CloudflareProxy(base, 'proxy', { zoneId });
  const shared = { network, access };
  const data = newStack(app, 'data');
  const database = new SelfHostedMysql(data, 'database', { ...shared, nodes: 3, deletionProtection: false });
  const reports = new ManagedMysql(data, 'reports', { network, deletionProtection: false });
  const apps = newStack(app, 'app');
  const source = AppSource.sample();
  const shop = new AppTier(apps, 'shop', { ...shared, source, database, nodes: appNodes });
  new AppTier(apps, 'api', { ...shared, source, role: 'api', database: reports });
  const edge = newStack(app, 'edge');
  const web = new WebTier(edge, 'web', { ...shared, app: shop.connection() });
  const hostNames = ['www.foobar.com'];
  const balancer = new LoadBalancer(edge, 'lb', {
    ...shared,
    hostNames,
    proxy,
    backend: Backend.tier(web.group, { port: WebTier.PORT }),
    failover: Failover.edge(),
    certificate: TlsCertificate.cloudflareOrigin(),
  });
  new SiteRecords(edge, 'records', { zoneId, hostNames, addresses: balancer.addresses });
  const cache = new DropletGroup(newStack(app, 'cache'), 'cache', {
    ...shared,
    role: 'cache',
    nodes: 1,
    size: 's-1vcpu-1gb',
    cloudInit: [],
    readiness: {},
  });
  cache.allowFrom(shop.group, 6379);
  app.synth();
  for (const name of STACKS) removeProvisioners(join(directory(name), 'cdk.tf.json'));
}

const apply = (name: Name) => cloud.terraform(directory(name), ['apply', '-input=false', '-auto-approve']);
/** Type and action of all that a stack wants to do. */
async function wanted(name: Name): Promise<readonly string[]> {
  const { resource_changes: changes = [] } = await cloud.plan(directory(name));
  return changes
    .filter(({ change }) => change.actions.join() !== 'no-op' && change.actions.join() !== 'read')
    .map(({ type, change }) => `${change.actions.join()} ${type}`)
    .sort();
}

beforeAll(async () => {
  cloud = await PaperCloud.open();
  write();
  for (const name of STACKS) await cloud.terraform(directory(name), ['init', '-input=false']);
});
afterAll(() => cloud.close());

test('are applied from the network upwards, and leave nothing to do', async () => {
  for (const name of STACKS) await apply(name);
  for (const name of STACKS) expect([name, await wanted(name)]).toEqual([name, []]);
});

test('one that is scaled changes its own stack alone', async () => {
  write({ appNodes: 3 });
  expect(await wanted('app')).toEqual([
    'create cloudflare_dns_record',
    'create cloudflare_dns_record',
    'create digitalocean_droplet',
    ...['create terraform_data', 'create terraform_data'],
  ]);
  await apply('app');
  for (const name of STACKS) expect([name, await wanted(name)]).toEqual([name, []]);
});

test('are destroyed from the top downwards, and nothing is left', async () => {
  for (const name of [...STACKS].reverse())
    await cloud.terraform(directory(name), ['destroy', '-input=false', '-auto-approve']);
  for (const name of STACKS) expect((await cloud.terraform(directory(name), ['state', 'list'])).trim()).toBe('');
});
