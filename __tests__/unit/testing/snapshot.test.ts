import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { TerraformOutput, TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { AppSource, Failover, Monitoring, MysqlDatabase, WebInfrastructure } from '../../../constructs';
import { snapshotOf, synthesize } from '../../../testing';

const SECRET = 'dop_v1_0123456789abcdef';

function site(stack: TerraformStack, script = 'python3 app.py') {
  return new WebInfrastructure(stack, 'site', {
    domain: 'www.foobar.com',
    region: 'ams3',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] },
    loadBalancer: { failover: Failover.reservedIp({ token: SECRET }) },
    app: { source: AppSource.inline({ files: { 'app.py': 'pass\n' }, start: script }) },
    database: MysqlDatabase.selfHosted({ nodes: 3 }),
    monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
  });
}

const usual = snapshotOf((stack) => void site(stack));

test('keeps what the owner decides: each resource by its place, with its settings', () => {
  const { resources } = usual;
  expect(Object.keys(resources.digitalocean_droplet!)).toEqual([
    'site/app/app-1',
    'site/app/app-2',
    'site/database/mysql-1',
    'site/database/mysql-2',
    'site/database/mysql-3',
    'site/load-balancer/nodes/lb-1',
    'site/load-balancer/nodes/lb-2',
    'site/web/web-1',
    'site/web/web-2',
  ]);
  expect(resources.digitalocean_droplet!['site/web/web-1']).toMatchObject({
    image: 'debian-13-x64',
    lifecycle: { create_before_destroy: true },
    name: 'web-1.int.foobar.com',
    region: 'ams3',
    tags: ['${digitalocean_tag.site_web_tag.name}'],
  });
  expect(resources.digitalocean_volume!['site/database/data/mysql-1']).toMatchObject({
    lifecycle: { prevent_destroy: true },
  });
  expect(resources.digitalocean_droplet!['site/database/mysql-1']).toMatchObject({
    lifecycle: { ignore_changes: ['user_data', 'image', 'ssh_keys', 'size'] },
  });
});

test('is the same when only the files of nodes changed', () => {
  expect(snapshotOf((stack) => void site(stack, 'python3 other.py'))).toEqual(usual);
});

test('is another one when a setting changed', () => {
  const large = snapshotOf((stack) => {
    for (const droplet of site(stack).web.group.droplets) droplet.size = 's-8vcpu-16gb';
  });
  expect(large).not.toEqual(usual);
});

test('has no secret, whichever way it came', () => {
  const stack = new TerraformStack(Testing.app(), 'test');
  new DigitaloceanProvider(stack, 'digitalocean', { token: SECRET });
  new TerraformVariable(stack, 'pepper', { sensitive: true, default: SECRET });
  new TerraformOutput(stack, 'secret_url', { value: `https://me:${SECRET}@foobar.com/`, sensitive: true });
  const snapshot = snapshotOf(stack);
  expect(JSON.stringify(synthesize(stack).configuration)).toContain(SECRET);
  expect(JSON.stringify(snapshot)).not.toContain(SECRET);
  expect(snapshot.providers).toEqual({ digitalocean: [{ token: '<secret>' }] });
  expect(JSON.stringify(usual)).not.toContain(SECRET);
});

test('has no rendered text, no programs, no order of creation, and nothing below the first level', () => {
  const { resources } = usual;
  const [gate] = Object.values(resources.terraform_data!);
  expect(Object.keys(gate!)).toEqual(['lifecycle', 'triggers_replace']);
  expect(Object.values(resources.digitalocean_firewall!)[0]).toMatchObject({
    inbound_rule: expect.stringMatching(/^<blocks: \d+>$/) as string,
  });
  expect(JSON.stringify(resources)).not.toContain('\\n');
});
