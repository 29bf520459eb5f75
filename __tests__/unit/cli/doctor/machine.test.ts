import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { addressFrom } from '../../../../cli/apis/own-address';
import { account } from '../../../../cli/doctor/checks/account';
import { adminAddress } from '../../../../cli/doctor/checks/admin-address';
import { clashes } from '../../../../cli/doctor/checks/clashes';
import { records } from '../../../../cli/doctor/checks/records';
import { state } from '../../../../cli/doctor/checks/state';
import { tools } from '../../../../cli/doctor/checks/tools';
import { variables } from '../../../../cli/doctor/checks/variables';
import { contextOf } from '../../../../cli/doctor/context';
import { satisfies } from '../../../../cli/doctor/versions';
import { ExaminedCloud, type Configuration } from './examined-cloud';

let examined: ExaminedCloud;
beforeEach(async () => {
  examined = await ExaminedCloud.start();
});
afterEach(() => examined.stop());

describe('variables', () => {
  const required = { description: 'a secret', sensitive: true };
  const validated = { ...required, default: '', validation: [{ condition: '${length(var.b) > 0}' }] };

  test('pass when they are set or have a default', async () => {
    const env = { TF_VAR_a: 'x', TF_VAR_b: 'y' };
    const variable = { a: required, b: validated, c: { default: '' }, d: { default: 5 } };
    expect(await examined.findings(variables, { variable }, { env })).toEqual([
      'ok: TF_VAR_a is set',
      'ok: TF_VAR_b is set',
    ]);
  });

  test('fail when they are not, with what they are for', async () => {
    const report = await examined.report(
      variables,
      { variable: { a: required, b: validated } },
      { env: { TF_VAR_a: '' } },
    );
    expect(report.findings.map(({ message, remedy }) => `${message}: ${remedy}`)).toEqual([
      'TF_VAR_a is not set: set it to a secret',
      'TF_VAR_b is not set: set it to a secret',
    ]);
  });

  test('of a state in a bucket are its keys', async () => {
    const stack: Configuration = {
      variable: {},
      terraform: { backend: { s3: { bucket: 'state', key: 'k', region: 'r', endpoints: { s3: 'http://x' } } } },
    };
    expect(await examined.findings(variables, stack, { env: { AWS_ACCESS_KEY_ID: 'x' } })).toEqual([
      'failure: AWS_SECRET_ACCESS_KEY is not set',
    ]);
    const env = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
    expect(await examined.findings(variables, stack, { env })).toEqual([
      'ok: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set, for the bucket of the state',
    ]);
  });
});

describe('versions', () => {
  const required_providers = {
    digitalocean: { source: 'digitalocean/digitalocean', version: '2.71.0' },
    null: { source: 'hashicorp/null', version: '~> 3.2' },
  };
  const stack: Configuration = { terraform: { required_providers } };
  const prints = (text: string) => ({ run: () => Promise.resolve(text), nodeVersion: '22.1.0' });

  test.each(['Terraform v1.11.4\non linux_amd64\n', 'OpenTofu v1.9.0\non linux_amd64\n'])('pass: %j', async (text) => {
    expect(await examined.findings(tools, stack, prints(text))).toEqual([
      'ok: Node.js 22.1.0',
      `ok: ${text.split('\n')[0]!.replace(' v', ' ')}`,
      'ok: provider digitalocean/digitalocean 2.71.0',
      "skipped: provider hashicorp/null: no version is locked before 'terraform init'",
    ]);
  });

  test('fail when they are too old or not there', async () => {
    const old = { ...prints('Terraform v1.5.7\n'), nodeVersion: '18.0.0' };
    expect((await examined.findings(tools, stack, old)).slice(0, 2)).toEqual([
      'failure: Node.js 18.0.0 is too old',
      'failure: Terraform 1.5.7 is not supported',
    ]);
    const env = { TERRAFORM_BINARY_NAME: 'tofu' };
    expect(await examined.findings(tools, stack, { env })).toContain('failure: there is no tofu');
  });

  test('of providers are those of the lock file, which must fit the configuration and this package', async () => {
    const lock = (version: string) =>
      writeFileSync(
        join(examined.directory, '.terraform.lock.hcl'),
        `provider "registry.terraform.io/digitalocean/digitalocean" {\n  version     = "${version}"\n  constraints = "2.71.0"\n}\n`,
      );
    const [terraform] = [prints('Terraform v1.11.4\n')];
    lock('2.70.0');
    expect(await examined.findings(tools, stack, terraform)).toContain(
      'failure: provider digitalocean/digitalocean is locked at 2.70.0, the configuration wants 2.71.0',
    );
    lock('3.0.1');
    const loose: Configuration = {
      terraform: { required_providers: { digitalocean: { source: 'digitalocean/digitalocean', version: '>= 2.0' } } },
    };
    expect(await examined.findings(tools, loose, terraform)).toContain(
      'warning: provider digitalocean/digitalocean 3.0.1 is outside of what this package was tested with',
    );
    lock('2.80.0');
    expect(await examined.findings(tools, loose, terraform)).toContain('ok: provider digitalocean/digitalocean 2.80.0');
  });

  test.each([
    ['1.11.4', '>= 1.11.0, < 2.0.0', true],
    ['2.0.0', '>= 1.11.0, < 2.0.0', false],
    ['1.9.9', '~> 1.9', true],
    ['2.0.0', '~> 1.9', false],
    ['1.9.3', '~> 1.9.1', true],
    ['1.10.0', '~> 1.9.1', false],
    ['1.2.3', '1.2.3', true],
    ['1.2.3', '!= 1.2.3', false],
    ['1.2.3', '> 1.2.3', false],
    ['1.2.3', '<= 1.2.3', true],
    ['1.12.0-beta1', '= 1.12.0', true],
  ])('%s satisfies %s: %s', (version, constraints, expected) => {
    expect(satisfies(version, constraints)).toBe(expected);
  });
});

describe('names', () => {
  const names: Configuration = {
    resource: {
      digitalocean_firewall: { web: { name: 'int-web' } },
      digitalocean_vpc: { network: { name: 'int', region: 'fra1', ip_range: '10.20.0.0/20' } },
      digitalocean_volume: { data: { name: 'int-mysql-1', region: 'fra1' } },
      digitalocean_droplet: { web: { name: 'web-1', tags: ['${digitalocean_tag.web.name}'] } },
      digitalocean_tag: { web: { name: 'int_web' } },
    },
  };
  const make = (path: string, body: object) => examined.cloud.ask('POST', `/v2/${path}`, body);

  test('pass when none is taken', async () => {
    expect(await examined.findings(clashes, names)).toEqual(['ok: no name and no address range is taken']);
  });

  test('fail when something else has them', async () => {
    const outbound_rules = [{ protocol: 'tcp', ports: '80', destinations: { addresses: ['0.0.0.0/0'] } }];
    await make('firewalls', { name: 'int-web', outbound_rules });
    await make('vpcs', { name: 'other', region: 'fra1', ip_range: '10.20.8.0/24' });
    await make('volumes', { name: 'int-mysql-1', region: 'fra1', size_gigabytes: 1 });
    await make('tags', { name: 'int_web' });
    const id = await examined.cloud.newDroplet({ name: 'stranger', tags: ['int_web'] });
    const same = await examined.cloud.newDroplet({ name: 'web-1' });
    expect(await examined.findings(clashes, names)).toEqual([
      expect.stringMatching(/^failure: there is a firewall 'int-web' that is not this stack's/),
      "failure: the range 10.20.0.0/20 overlaps with 10.20.8.0/24 of the VPC 'other'",
      "failure: there is a volume 'int-mysql-1' in fra1 that is not in this stack's state",
      `failure: droplet ${id} (stranger) is not this stack's and has its tag 'int_web': the firewalls would hold for it, too`,
      `warning: droplet ${same} is called 'web-1', as one of this stack's will be`,
    ]);
  });

  test('fail when another VPC has the name', async () => {
    await make('vpcs', { name: 'int', region: 'fra1', ip_range: '10.99.0.0/20' });
    expect(await examined.findings(clashes, names)).toEqual(["failure: there is a VPC 'int' that is not this stack's"]);
  });

  test('pass when the stack has them already', async () => {
    const { body } = (await make('vpcs', { name: 'int', region: 'fra1', ip_range: '10.20.0.0/20' })) as {
      body: { vpc: { id: string } };
    };
    const resources = [{ type: 'digitalocean_vpc', name: 'network', values: { id: body.vpc.id } }];
    const taken = () => Promise.resolve({ kind: 'read' as const, resources });
    expect(await examined.findings(clashes, names, { state: taken })).toEqual([
      'ok: no name and no address range is taken',
    ]);
  });
});

describe('the state in a file', () => {
  const file = () => join(examined.directory, 'terraform.tfstate');
  const write = (content: string, mode = 0o600) => {
    writeFileSync(file(), content);
    chmodSync(file(), mode);
  };
  const content = JSON.stringify({
    resources: [{ mode: 'managed', type: 'digitalocean_vpc', name: 'a', instances: [{ attributes: { id: '1' } }] }],
  });

  test('passes before the first deploy, and when its owner alone reads it', async () => {
    expect(await examined.findings(state)).toEqual(['ok: there is no state yet: nothing is deployed']);
    write(content);
    expect(await examined.findings(state)).toEqual([
      'ok: the state has 1 resources',
      `ok: ${file()} can be read by its owner alone`,
    ]);
  });

  test('fails when others may read it, and when it is no state', async () => {
    write('not a state: a secret', 0o644);
    const report = await examined.report(state);
    expect(report.findings.map(({ message }) => message)).toEqual([
      'the state cannot be read: the state is not JSON',
      `${file()} has secrets in it and the mode 644`,
    ]);
    expect(JSON.stringify(report)).not.toContain('a secret');
  });

  test('fails where it cannot be written', async () => {
    const path = join(examined.directory, 'missing', 'terraform.tfstate');
    const stack: Configuration = { terraform: { backend: { local: { path } } } };
    expect(await examined.findings(state, stack)).toContain(
      `failure: the state cannot be written to ${join(examined.directory, 'missing')}`,
    );
    mkdirSync(join(examined.directory, 'missing'));
    expect(await examined.findings(state, stack)).toEqual(['ok: there is no state yet: nothing is deployed']);
  });

  test('that OpenTofu encrypts is read by OpenTofu', async () => {
    write(JSON.stringify({ meta: {}, encrypted_data: 'x' }));
    const asked: string[] = [];
    const context = contextOf(examined.stack(), { ...examined.env, TERRAFORM_BINARY_NAME: 'tofu' }, (...words) => {
      asked.push(words.flat().join(' '));
      return Promise.resolve(content);
    });
    expect(await context.state()).toMatchObject({ kind: 'read', resources: [{ type: 'digitalocean_vpc' }] });
    expect(asked).toEqual([`tofu state pull ${examined.directory}`]);
  });

  test('that cannot be read leaves out what depends on it', async () => {
    write('nonsense');
    const resource = {
      digitalocean_droplet: { web: { name: 'web-1' } },
      cloudflare_dns_record: { www: { name: 'www.foobar.com', type: 'A' } },
    };
    const because = "needs the state: without it what is this stack's cannot be told from what is not";
    expect(await examined.findings(clashes, { resource })).toEqual([`skipped: ${because}`]);
    expect(await examined.findings(records, { resource })).toEqual([`skipped: ${because}`]);
    expect(await examined.findings(account, { resource })).toContain(`skipped: droplets: ${because}`);
  });

  test('elsewhere is read by Terraform', async () => {
    const stack: Configuration = { terraform: { backend: { http: { address: 'https://example.com' } } } };
    const context = examined.context(stack);
    expect((await context.state()).kind).toBe('unreadable');
    expect(await examined.findings(state, stack)).toEqual(['failure: the state cannot be read: no programs here']);
  });
});

describe("this machine's address", () => {
  const stack: Configuration = {
    resource: {
      digitalocean_firewall: {
        web: {
          inbound_rule: [
            { protocol: 'tcp', port_range: '9180', source_addresses: ['198.51.100.128/25'] },
            { protocol: 'tcp', port_range: '80', source_addresses: ['0.0.0.0/0'] },
          ],
        },
      },
    },
  };
  const from = (address: string) => ({ ownAddress: () => Promise.resolve(address) });

  test('passes inside adminCidrs, and fails outside', async () => {
    expect(await examined.findings(adminAddress, stack, from('198.51.100.200'))).toEqual([
      "ok: this machine's address 198.51.100.200 is in adminCidrs",
    ]);
    for (const address of ['198.51.100.1', '2001:db8::1'])
      expect(await examined.findings(adminAddress, stack, from(address))).toEqual([
        `failure: this machine's address ${address} is not in adminCidrs (198.51.100.128/25): a deploy from here waits in vain for the first node`,
      ]);
  });

  test('is skipped behind a proxy, and when nobody can tell it', async () => {
    const env = { READINESS_PROXY: 'socks5h://127.0.0.1:1080' };
    expect(await examined.findings(adminAddress, stack, { env })).toEqual([
      'skipped: a deploy reaches the nodes through READINESS_PROXY',
    ]);
    expect(await examined.findings(adminAddress, stack)).toEqual([
      "skipped: this machine's address is not known (the providers are stand-ins, which no public server tells about)",
    ]);
  });

  test('is what a public echo answers', async () => {
    const echo: Server = createServer((request, response) =>
      response.end(request.url === '/trace' ? 'h=x\nip=192.0.2.7\nts=1\n' : 'hello'),
    );
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
    expect(await addressFrom(`${url}/trace`)).toBe('192.0.2.7');
    await expect(addressFrom(`${url}/`)).rejects.toThrow('does not tell an address');
    await new Promise((resolve) => echo.close(resolve));
  });
});
