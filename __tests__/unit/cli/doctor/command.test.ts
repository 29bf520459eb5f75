import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examineStack, type ExamineOptions } from '../../../../cli/doctor/examine-stack';
import { Project } from '../../../../cli/project/project';
import type { FindReach } from '../../../../cli/reach';
import { ExaminedCloud } from './examined-cloud';

let examined: ExaminedCloud;
let printed: string;

beforeEach(async () => {
  examined = await ExaminedCloud.start();
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const stack = join(examined.directory, 'stacks/shop');
  mkdirSync(stack, { recursive: true });
  const configuration = {
    provider: { digitalocean: [{ token: '${var.digitalocean_token}', api_endpoint: examined.api }] },
    variable: { digitalocean_token: { sensitive: true } },
    data: { digitalocean_ssh_key: { key: { name: 'platform-team' } } },
  };
  writeFileSync(join(stack, 'cdk.tf.json'), JSON.stringify(configuration));
  const shop = { name: 'shop', synthesizedStackPath: 'stacks/shop/cdk.tf.json', workingDirectory: 'stacks/shop' };
  writeFileSync(join(examined.directory, 'manifest.json'), JSON.stringify({ stacks: { shop } }));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await examined.stop();
});

/** With the environment that a way to the local cloud brings along. */
function examine(options: ExamineOptions, name?: string): Promise<number> {
  const findReach: FindReach = () =>
    Promise.resolve({
      terraform: { TF_VAR_digitalocean_token: examined.env.TF_VAR_digitalocean_token },
      ssh: {},
      digitalOcean: { url: examined.api },
      cloudflare: { url: examined.api },
    });
  return examineStack(new Project(examined.directory, { output: '.', findReach }), name, options);
}

test('ends with 1 and the remedy when something fails, with 0 when nothing does', async () => {
  expect(await examine({ only: 'variables, ssh-keys' })).toBe(1);
  expect(printed).toContain('✓ ok       variables  TF_VAR_digitalocean_token is set\n');
  expect(printed).toMatch(
    /✗ failure {2}ssh-keys +there is no ssh key 'platform-team' in the account \(add it: doctl .*\)\n/,
  );
  printed = '';
  await examined.cloud.ask('POST', '/v2/account/keys', { name: 'platform-team', public_key: 'ssh-ed25519 AAAA' });
  expect(await examine({ only: 'ssh-keys', quiet: true }, 'shop')).toBe(0);
  expect(printed).toBe('shop: 0 failures, 0 warnings, 1 ok, 0 skipped: nothing is in the way of a deploy.\n');
});

test('prints JSON for programs', async () => {
  expect(await examine({ only: 'ssh-keys', json: true })).toBe(1);
  expect(JSON.parse(printed)).toMatchObject({
    stack: 'shop',
    findings: [{ check: 'ssh-keys', status: 'failure' }],
    counts: { failure: 1, ok: 0 },
  });
});

test('refuses a check and a stack that there are not', async () => {
  await expect(examine({ only: 'nonsense' })).rejects.toThrow("there is no check 'nonsense': there are versions, ");
  await expect(examine({}, 'other')).rejects.toThrow("there is no stack 'other': there are shop");
});
