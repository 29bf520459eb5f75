/** What changes of a deployed site do, by the plans that Terraform makes of them. */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { App } from 'cdktf';
import { AppSource, Failover, Monitoring, MysqlDatabase, type WebInfrastructureProps } from 'cdktf-web-infrastructure';
import { classifyPlan, notAllowed, type PlanVerdict } from 'cdktf-web-infrastructure/testing';
import { WebStack } from '../../stacks/web-stack';
import { PaperCloud } from './paper-cloud';
import { removeProvisioners } from './without-provisioners';

interface Change {
  readonly start?: string;
  readonly webNodes?: number;
  readonly webSize?: string;
  readonly databaseSize?: string;
  readonly databaseNodes?: number;
  readonly databaseName?: string;
  readonly privateDomain?: string;
  readonly volumeGb?: number;
  readonly region?: WebInfrastructureProps['region'];
}

let cloud: PaperCloud;
let stack: string;

/** Writes the site with a change; without programs that wait for nodes, for there are none to wait for. */
function write({
  start = 'python3 app.py',
  webNodes = 2,
  webSize = 's-1vcpu-1gb',
  databaseSize = 's-2vcpu-4gb',
  databaseNodes = 3,
  databaseName = 'app',
  privateDomain,
  volumeGb = 5,
  region = 'fra1',
}: Change) {
  const app = new App({ outdir: cloud.directory });
  new WebStack(app, 'site', ({ failoverToken }) => ({
    state: { kind: 'file', path: join(cloud.directory, 'site.tfstate') },
    endpoints: { digitalOcean: cloud.url, cloudflare: `${cloud.url}/client/v4` },
    site: {
      domain: 'www.foobar.com',
      privateDomain,
      region,
      access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.128/25'] },
      loadBalancer: { size: 's-1vcpu-1gb', failover: Failover.reservedIp({ token: failoverToken }) },
      web: { nodes: webNodes, size: webSize },
      app: { nodes: 2, size: 's-1vcpu-1gb', source: AppSource.inline({ files: { 'app.py': 'pass\n' }, start }) },
      database: MysqlDatabase.selfHosted({
        nodes: databaseNodes,
        database: databaseName,
        size: databaseSize,
        volumeGb,
        deletionProtection: false,
      }),
      monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
    },
  }));
  app.synth();
  removeProvisioners(join(stack, 'cdk.tf.json'));
}

async function verdictOf(change: Change, ...args: string[]): Promise<PlanVerdict> {
  write(change);
  return classifyPlan(await cloud.plan(stack, ...args));
}

/** `rule: number` of all changes but those that change nothing. */
function rules({ changes }: PlanVerdict): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const { rule } of changes) if (rule !== 'unchanged') numbers[rule] = (numbers[rule] ?? 0) + 1;
  return numbers;
}

beforeAll(async () => {
  cloud = await PaperCloud.open();
  stack = join(cloud.directory, 'stacks/site');
  write({});
  await cloud.terraform(stack, ['init', '-input=false']);
  await cloud.terraform(stack, ['apply', '-input=false', '-auto-approve']);
});
afterAll(() => cloud.close());

test('none: nothing happens', async () => {
  const verdict = await verdictOf({});
  expect(verdict).toMatchObject({ impact: 'no change', drift: [] });
});

test('a new version of the app rolls its droplets, and may go through', async () => {
  const verdict = await verdictOf({ start: 'python3 app.py --new' });
  expect(rules(verdict)).toEqual({ 'droplet-rolled': 2, 'record-updated': 4, 'gate-repeated': 4 });
  expect(verdict.impact).toBe('rolling');
  expect(notAllowed(verdict)).toEqual([]);
});

test('another size rolls the droplets: the provider would power all of them off at once', async () => {
  const verdict = await verdictOf({ webSize: 's-2vcpu-2gb' });
  // The alert on their load follows their processors.
  expect(rules(verdict)).toEqual({
    'droplet-rolled': 2,
    'record-updated': 4,
    'gate-repeated': 5,
    'watch-changed': 1,
  });
  expect(notAllowed(verdict)).toEqual([]);
});

test('another size of the database changes no droplet, until an operator resizes one', async () => {
  const change = { databaseSize: 's-4vcpu-8gb' };
  const deployed = await verdictOf(change);
  expect(rules(deployed)).toEqual({ 'gate-repeated': 3, 'watch-changed': 1 });
  expect(notAllowed(deployed)).toEqual([]);
  const plan = await cloud.plan(stack, '-replace=digitalocean_droplet.site_database_mysql-2_B2B2C837');
  const droplets = plan.resource_changes!.filter(
    ({ type, change: { actions } }) => type === 'digitalocean_droplet' && actions.join() !== 'no-op',
  );
  const sizes = droplets.map(({ change }) => [change.before, change.after] as { size?: string }[]);
  expect(sizes.map((both) => both.map(({ size }) => size))).toEqual([['s-2vcpu-4gb', 's-4vcpu-8gb']]);
});

test('two database nodes more are safe: the others learn of them by their settings', async () => {
  const verdict = await verdictOf({ databaseNodes: 5 });
  expect(notAllowed(verdict)).toEqual([]);
  const isOf = (address: string, kind: string) => address.startsWith(`${kind}.site_database_mysql-`);
  const rulesOf = (kind: string) =>
    verdict.changes.filter(({ address }) => isOf(address, kind)).map(({ rule }) => rule);
  expect(rulesOf('digitalocean_droplet').sort()).toEqual([
    ...Array<string>(2).fill('created'),
    ...Array<string>(3).fill('unchanged'),
  ]);
  expect(rulesOf('terraform_data').sort()).toEqual([
    ...Array<string>(2).fill('created'),
    ...Array<string>(3).fill('gate-repeated'),
  ]);
  // Whoever calls the database learns of the new servers.
  expect(rules(verdict)).toMatchObject({ 'droplet-rolled': 2 });
});

test.each<[string, Change, string]>([
  ['a pair of a group', { databaseNodes: 2 }, "'nodes' must stay '3 or more, a group' for nodes that keep data"],
  ['another region', { region: 'ams3' }, "'network.region' must stay 'fra1' for nodes that keep data, got 'ams3'"],
  ['another database', { databaseName: 'shop' }, "'database' must stay 'app' for nodes that keep data, got 'shop'"],
  [
    'another private domain',
    { privateDomain: 'net.foobar.com' },
    "'network.domain' must stay 'int.foobar.com' for nodes that keep data, got 'net.foobar.com'",
  ],
])('a plan that makes %s fails, with the remedy', async (_, change, message) => {
  write(change);
  // Terraform breaks its lines.
  const error = await cloud.plan(stack).then(
    () => '',
    (failure: Error) => stripVTControlCharacters(failure.message).replace(/[\s│]+/g, ' '),
  );
  expect(error).toContain(message);
});

test('one web server more is safe, one less is not', async () => {
  expect(rules(await verdictOf({ webNodes: 3 }))).toMatchObject({ created: 5 });
  expect(rules(await verdictOf({ webNodes: 1 }))).toMatchObject({ 'droplet-destroyed': 1, 'record-destroyed': 2 });
});

test('larger volumes are safe', async () => {
  expect(rules(await verdictOf({ volumeGb: 10 }))).toEqual({ 'volume-grown': 3 });
});

test('an operator who replaces a database node detaches its volume, and loses nothing', async () => {
  const verdict = await verdictOf({}, '-replace=digitalocean_droplet.site_database_mysql-2_B2B2C837');
  expect(verdict.impact).toBe('disruptive');
  expect(rules(verdict)).toMatchObject({ 'droplet-replaced': 1, 'volume-detached': 1 });
  expect(verdict.changes[0]!.because).toContain('asked for with -replace');
});

test('a volume that somebody deleted is missed before an empty one takes its place', async () => {
  const headers = {
    authorization: `Bearer ${cloud.env.TF_VAR_digitalocean_token!}`,
    'content-type': 'application/json',
  };
  const ask = (path: string, init: RequestInit = {}) => fetch(`${cloud.url}/v2/${path}`, { ...init, headers });
  const { volumes } = (await (await ask('volumes')).json()) as {
    volumes: { id: string; name: string; region: { slug: string }; droplet_ids: number[] }[];
  };
  const { id, region, droplet_ids } = volumes.find(({ name }) => name.endsWith('mysql-1'))!;
  const detach = { type: 'detach', droplet_id: droplet_ids[0], region: region.slug };
  await ask(`volumes/${id}/actions`, { method: 'POST', body: JSON.stringify(detach) });
  expect((await ask(`volumes/${id}`, { method: 'DELETE' })).status).toBe(204);
  const verdict = await verdictOf({});
  expect(verdict.changes[0]).toMatchObject({ impact: 'data loss', rule: 'data-vanished', action: 'create' });
  expect(verdict.drift).toContainEqual({ address: verdict.changes[0]!.address, what: 'deleted' });
});
