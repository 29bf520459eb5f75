import { TerraformVariable, type TerraformStack } from 'cdktf';
import { EdgePool } from '../../../../constructs/dns/edge-pool';
import { DropletGroup } from '../../../../constructs/droplet/droplet-group';
import type { DropletGroupProps } from '../../../../constructs/droplet/droplet-group-props';
import { StandardMonitoring } from '../../../../constructs/monitoring/standard-monitoring';
import { MysqlBackups } from '../../../../constructs/mysql/backups/mysql-backups';
import type { SpacesBackupsOptions } from '../../../../constructs/mysql/backups/spaces-backups';
import { ManagedMysql } from '../../../../constructs/mysql/managed-mysql';
import { SelfHostedMysql } from '../../../../constructs/mysql/self-hosted-mysql';
import { monthlyCost, addCostItem } from '../../../../constructs/report/monthly-cost';
import { PRICE_LISTS } from '../../../../constructs/report/price-list';
import { SIZES } from '../../../../local-cloud/api/digitalocean/catalog';
import { newSite } from '../synth';

type Site = ReturnType<typeof newSite>;

function newGroup({ stack, ...shared }: Site, id: string, props: Partial<DropletGroupProps> = {}): DropletGroup {
  const defaults = { role: id, nodes: 2, size: 's-2vcpu-2gb', cloudInit: [], readiness: {} };
  return new DropletGroup(stack, id, { ...shared, ...defaults, ...props });
}

/** `count x item: cost` of all lines. */
function lines(stack: TerraformStack): string[] {
  return monthlyCost(stack).tiers.flatMap((tier) =>
    tier.lines.map(({ item, count, monthlyUsd }) => `${count} x ${item}: ${monthlyUsd}`),
  );
}

test('adds up droplets tier by tier', () => {
  const site = newSite();
  newGroup(site, 'a');
  newGroup(site, 'b', { nodes: 3, size: 's-4vcpu-8gb' });
  const { totalUsd, tiers, unknown } = monthlyCost(site.stack);
  expect(tiers.map(({ tier, monthlyUsd }) => [tier, monthlyUsd])).toEqual([
    ['test/a', 36],
    ['test/b', 144],
  ]);
  expect({ totalUsd, unknown }).toEqual({ totalUsd: 180, unknown: [] });
});

test('counts volumes and the bucket of the backups to the database', () => {
  const { stack, ...shared } = newSite();
  const options: SpacesBackupsOptions = { bucket: 'b-1', region: 'ams3', accessKeyId: 'id', secretAccessKey: 'key' };
  const backups = MysqlBackups.toSpaces(options);
  new SelfHostedMysql(stack, 'db', { ...shared, nodes: 3, size: 's-2vcpu-4gb', volumeGb: 50, backups });
  expect(lines(stack)).toEqual([
    '1 x Spaces subscription: 5',
    '3 x droplet s-2vcpu-4gb: 72',
    '150 x GiB of volume: 15',
  ]);
  expect(monthlyCost(stack).tiers.map(({ tier }) => tier)).toEqual(['test/db']);
});

test("does not count a bucket that is not DigitalOcean's", () => {
  const { stack, ...shared } = newSite();
  const options = { bucket: 'b-1', region: 'ams3', accessKeyId: 'id', secretAccessKey: 'key' };
  const backups = MysqlBackups.toSpaces({ ...options, endpoint: 'https://s3.example.com' });
  new SelfHostedMysql(stack, 'db', { ...shared, nodes: 3, backups });
  expect(lines(stack).join()).not.toContain('Spaces');
});

test('counts every node of a managed database: primary, standby and readers', () => {
  const { stack, network } = newSite();
  new ManagedMysql(stack, 'db', { network, standbyNodes: 1, readReplicas: 2 });
  expect(lines(stack)).toEqual(['4 x node of managed MySQL db-s-2vcpu-4gb: 243.6']);
});

test("counts Cloudflare's pool with the endpoints that its price does not include", () => {
  const { stack } = newSite();
  new EdgePool(stack, 'pool', {
    accountId: '0123456789abcdef0123456789abcdef',
    zoneId: 'zone',
    zoneName: 'foobar.com',
    hostNames: ['www.foobar.com'],
    origins: { 'lb-1': '203.0.113.1', 'lb-2': '203.0.113.2', 'lb-3': '203.0.113.3' },
  });
  expect(lines(stack)).toEqual([
    '1 x Cloudflare Load Balancing: 5',
    '1 x further endpoint of Cloudflare Load Balancing: 5',
  ]);
});

test('counts the uptime check of monitoring', () => {
  const { stack } = newSite();
  new StandardMonitoring(stack, 'monitoring', { domain: 'www.foobar.com', tiers: [], email: ['oncall@foobar.com'] });
  expect(lines(stack)).toEqual(['1 x uptime check: 1']);
});

test('names what has no price, and leaves it out of the total', () => {
  const site = newSite();
  newGroup(site, 'a');
  newGroup(site, 'b', { size: 's-77vcpu-2gb' });
  const { totalUsd, unknown, tiers } = monthlyCost(site.stack);
  expect({ totalUsd, unknown }).toEqual({ totalUsd: 36, unknown: ['droplet s-77vcpu-2gb'] });
  expect(tiers[1]!.lines[0]).not.toHaveProperty('monthlyUsd');
});

test('takes prices of your own before those of the list', () => {
  const site = newSite();
  newGroup(site, 'a');
  newGroup(site, 'b', { size: 's-77vcpu-2gb' });
  const prices = { 'droplet s-77vcpu-2gb': 500, 'droplet s-2vcpu-2gb': 10 };
  expect(monthlyCost(site.stack, { prices })).toMatchObject({ totalUsd: 1020, unknown: [] });
});

test('a size that only Terraform knows is unknown, without its token', () => {
  const site = newSite();
  newGroup(site, 'a', { size: new TerraformVariable(site.stack, 'size', {}).stringValue });
  const { totalUsd, unknown } = monthlyCost(site.stack);
  expect({ totalUsd, unknown }).toEqual({ totalUsd: 0, unknown: ['something of a size that only Terraform knows'] });
});

test('a number that only Terraform knows is unknown', () => {
  const { stack, network } = newSite();
  addCostItem(network, 'GiB of volume', new TerraformVariable(stack, 'gib', { type: 'number' }).numberValue);
  expect(monthlyCost(stack)).toMatchObject({
    totalUsd: 0,
    unknown: ['GiB of volume, a number that only Terraform knows'],
  });
});

test('says where the prices come from that it used, and no others', () => {
  const site = newSite();
  newGroup(site, 'a');
  expect(monthlyCost(site.stack).sources).toMatchObject([
    { on: '2026-11', source: 'https://www.digitalocean.com/pricing/droplets' },
  ]);
});

test('no item has two prices', () => {
  const items = PRICE_LISTS.flatMap(({ monthlyUsd }) => Object.keys(monthlyUsd));
  expect(items).toEqual([...new Set(items)]);
});

test("droplets have the prices of the local cloud's catalogue, which are DigitalOcean's", () => {
  const [{ monthlyUsd }] = PRICE_LISTS as [(typeof PRICE_LISTS)[number]];
  const catalogue = Object.fromEntries(SIZES.map(({ slug, priceMonthly }) => [`droplet ${slug}`, priceMonthly]));
  expect(catalogue).toMatchObject(monthlyUsd);
});
