import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSite } from '../../../../cli/project/deployed-site';
import { findSite } from '../../../../cli/project/find-site';
import { Project } from '../../../../cli/project/project';
import type { Reach } from '../../../../cli/reach';
import { aProject, aSite, removeProjects } from './a-project';

const REACH: Reach = { terraform: {}, ssh: {}, digitalOcean: { url: '' }, cloudflare: { url: '' } };
const tier = (role: string) => ({ role, title: role, bastion: false, nodes: [] });

let before: string | undefined;
beforeAll(() => (before = process.env.TERRAFORM_BINARY_NAME));
afterAll(() => {
  if (before === undefined) delete process.env.TERRAFORM_BINARY_NAME;
  else process.env.TERRAFORM_BINARY_NAME = before;
  removeProjects();
});

/** Two stacks of one site, and a Terraform that is this script: $1 is -chdir=DIRECTORY. */
function read(script: string) {
  const stacks = {
    network: { output: aSite('network', 'int.foobar.com') },
    app: { output: aSite('network', 'int.foobar.com') },
  };
  const directory = aProject(stacks);
  const terraform = join(directory, 'terraform');
  writeFileSync(terraform, `#!/bin/sh\ncd "\${1#-chdir=}"; shift\n${script}\n`);
  chmodSync(terraform, 0o755);
  process.env.TERRAFORM_BINARY_NAME = terraform;
  return readSite(findSite(new Project(directory), { stack: 'app' }), REACH);
}

test('the parts of a site in several stacks are put together', async () => {
  const description = (role: string) => JSON.stringify({ version: 1, tiers: [tier(role)], databases: [] });
  const site = await read(
    `case $PWD in */app) echo '${description('app')}';; *) echo '${description('lb')}';; esac; [ "$*" = "output -json web_infrastructure_int_foobar_com" ]`,
  );
  expect(site.name).toBe('app');
  expect(site.tiers.map(({ role }) => role)).toEqual(['app', 'lb']);
});

test('a directory that Terraform has not initialized is', async () => {
  const value = JSON.stringify({ version: 1, tiers: [], databases: [] });
  const script = `if [ $1 = init ]; then touch done; elif [ -e done ]; then echo '${value}'; else echo 'Error: Backend initialization required, please run "terraform init"' >&2; exit 1; fi`;
  await expect(read(script)).resolves.toMatchObject({ tiers: [] });
});

test.each([
  ['no output', `echo 'Error: Output "web_infrastructure_int_foobar_com" not found' >&2; exit 1`],
  ['an empty state', 'echo "{}"'],
])('%s: the stack is not deployed, and the error says how', async (_, script) => {
  await expect(read(script)).rejects.toThrow(/'(app|network)' is not deployed: .*\(npx cdktf deploy \1\)/);
});

test('what Terraform fails with otherwise is its own', async () => {
  await expect(read('echo "Error: no valid credential sources" >&2; exit 1')).rejects.toThrow('no valid credential');
});
