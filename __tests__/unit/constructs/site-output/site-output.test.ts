import type { TerraformStack } from 'cdktf';
import { reportOf } from '../../../../constructs/report/report';
import type { StackFacts } from '../../../../constructs/site-output/stack-facts';
import {
  FACTS_KEY,
  FACTS_VARIABLE,
  SITE_DESCRIPTION_VERSION,
  type SiteDescription,
} from '../../../../constructs/site-output/site-description';
import { DropletGroup } from '../../../../constructs/droplet/droplet-group';
import { PrivateNetwork } from '../../../../constructs/network/private-network';
import type { Access } from '../../../../constructs/droplet/access';
import { newSite, synthesize } from '../synth';
import { wholeSite } from '../whole-site';
import { Monitoring } from '../../../../constructs/monitoring/monitoring';

function descriptions(stack: TerraformStack): readonly (readonly [output: string, SiteDescription])[] {
  return Object.entries(synthesize(stack).output)
    .filter(([name]) => name.startsWith('web_infrastructure_'))
    .map(([name, { value }]) => [name, value as SiteDescription]);
}

function addTier(site: { stack: TerraformStack; network: PrivateNetwork; access: Access }, role: string) {
  const parts = { cloudInit: [], readiness: {} };
  return new DropletGroup(site.stack, role, { ...site, role, nodes: 1, size: 's-1vcpu-1gb', ...parts });
}

test('a whole site is described by one output: tiers from the visitor inwards, domain and database, bastions', () => {
  const [[name, site], ...others] = descriptions(
    wholeSite({
      monitoring: Monitoring.selfHosted({ email: ['ops@foobar.com'], webhooks: ['https://alerts.foobar.com/'] }),
    }).stack,
  ) as [[string, SiteDescription]];
  expect(others).toEqual([]);
  expect(name).toBe('web_infrastructure_int_foobar_com');
  expect(site).toMatchObject({
    version: SITE_DESCRIPTION_VERSION,
    privateDomain: 'int.foobar.com',
    domain: 'www.foobar.com',
    databases: [{ kind: 'self-hosted', role: 'mysql' }],
  });
  expect(site.tiers.map(({ role }) => role)).toEqual(['lb', 'web', 'app', 'mysql', 'monitoring']);
  expect(site.tiers.filter(({ bastion }) => bastion).map(({ role }) => role)).toEqual(['lb']);
  const [node] = site.tiers[1]!.nodes;
  expect(node!.name).toBe('web-1.int.foobar.com');
  expect(node!.id).toMatch(/^\$\{digitalocean_droplet\..*\.id\}$/);
  expect(node!.address).toMatch(/^\$\{digitalocean_droplet\..*\.ipv4_address\}$/);
});

test("each tier's ssh host keys are vouched for by its own settings channel", () => {
  const [[, { tiers }]] = descriptions(wholeSite().stack) as [[string, SiteDescription]];
  expect(tiers.map(({ hostKeys }) => [hostKeys!.name, hostKeys!.port])).toEqual(
    ['lb', 'web', 'app', 'mysql'].map((role) => [`${role}.int.foobar.com`, 9181]),
  );
  const certificates = tiers.map(({ hostKeys }) => hostKeys!.certificate);
  expect(new Set(certificates).size).toBe(4);
  for (const one of certificates) expect(one).toMatch(/^\$\{tls_self_signed_cert\.[\w-]*settings\w*\.cert_pem\}$/);
});

test('it holds no secret: Terraform would refuse a value that derives from one', () => {
  const text = JSON.stringify(descriptions(wholeSite().stack));
  const references = new Set(
    [...text.matchAll(/\$\{(\w+)\.[\w.-]+?\.(\w+)\}/g)].map(([, type, value]) => `${type}.${value}`),
  );
  expect([...references].sort()).toEqual([
    'digitalocean_droplet.id',
    'digitalocean_droplet.ipv4_address',
    'tls_self_signed_cert.cert_pem',
  ]);
});

test("a tier of a user's own is in it, as a bastion when administrators may reach it by ssh", () => {
  const site = newSite();
  addTier(site, 'queue').allowFrom({ cidrs: ['198.51.100.0/24'] }, 22);
  addTier(site, 'cache');
  const [[, { tiers, domain }]] = descriptions(site.stack) as [[string, SiteDescription]];
  expect(tiers.map(({ role, bastion, nodes }) => [role, bastion, nodes.length])).toEqual([
    ['queue', true, 1],
    ['cache', false, 1],
  ]);
  expect(domain).toBeUndefined();
});

test('two sites of one stack have an output each', () => {
  const site = newSite();
  addTier(site, 'queue');
  const network = new PrivateNetwork(site.stack, 'other', {
    ...{ region: 'fra1', ipRange: '10.30.0.0/20', domain: 'int.barfoo.com', zoneId: '0'.repeat(32) },
  });
  new DropletGroup(site.stack, 'other-queue', {
    ...{ network, access: site.access, role: 'queue', nodes: 1, size: 's-1vcpu-1gb', cloudInit: [], readiness: {} },
  });
  expect(descriptions(site.stack).map(([name]) => name)).toEqual([
    'web_infrastructure_int_barfoo_com',
    'web_infrastructure_int_foobar_com',
  ]);
});

test('a network without nodes has none', () => {
  expect(descriptions(newSite().stack)).toEqual([]);
});

describe('what a synth writes for report, diagram and dashboards', () => {
  afterEach(() => delete process.env[FACTS_VARIABLE]);

  const metadata = () => {
    const { stack } = wholeSite();
    return (stack.toTerraform() as { '//': { metadata: Record<string, unknown> } })['//'].metadata;
  };

  test('nothing, in an ordinary synth', () => {
    expect(metadata()).not.toHaveProperty(FACTS_KEY);
  });

  test('the report, the diagram and the dashboards of the whole stack, where the variable is set', () => {
    process.env[FACTS_VARIABLE] = '1';
    const facts = metadata()[FACTS_KEY] as StackFacts;
    expect(facts.report).toEqual(JSON.parse(JSON.stringify(reportOf(wholeSite().stack))));
    expect(facts.diagram.parts.map(({ title }) => title)).toEqual(expect.arrayContaining(['lb', 'mysql']));
    expect(Object.keys(facts.dashboards)).toContain('mysql.json');
  });
});
