/** The steps of a first deploy, held to the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Testing } from 'cdktf';
import { PERMISSIONS } from '../../../cli/doctor/checks/cloudflare-tokens';
import { newProgram } from '../../../cli/program';
import { CHECKS } from '../../../cli/doctor/registry';
import { STATE_KEY_VARIABLES } from '../../../cli/doctor/planned/state-bucket';
import { environments } from '../../../environments';
import { STATE_CREDENTIALS } from '../../../environments/variables';
import { DEPLOY_SCOPES, FAILOVER_SCOPES } from '../../../host/token-scopes';
import { WebStack } from '../../../stacks/web-stack';

const text = readFileSync(join(__dirname, '../../../docs/guides/first-deploy.md'), 'utf8');
/** Lines that a person types, in order. */
const typed = text.split('\n').flatMap((line) => /^ {4}(\S.*)$/.exec(line)?.[1] ?? []);
const stack = new WebStack(Testing.stubVersion(new App()), 'production', environments.production!);
const configuration = JSON.parse(Testing.synth(stack)) as {
  readonly variable: Readonly<Record<string, unknown>>;
  readonly terraform: {
    readonly backend: { readonly s3: { readonly bucket: string; readonly endpoints: { s3: string } } };
  };
  readonly data: { readonly digitalocean_ssh_key: Readonly<Record<string, { readonly name: string }>> };
  readonly resource: { readonly cloudflare_zone_setting: Readonly<Record<string, { readonly setting_id: string }>> };
};
const variables = [...Object.keys(configuration.variable).map((name) => `TF_VAR_${name}`), ...STATE_CREDENTIALS];

test('every variable of production is exported, and explained in the table', () => {
  const exported = typed.flatMap((line) => /^export (\w+)=\.\.\.$/.exec(line)?.[1] ?? []);
  expect([...exported].sort()).toEqual([...variables].sort());
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  for (const name of variables) expect(rows.filter((row) => row.includes(`\`${name}\``))).toHaveLength(1);
  expect(STATE_CREDENTIALS).toEqual([...STATE_KEY_VARIABLES]);
});

test('the scopes are those that the local cloud deploys with', () => {
  const lists = [...text.matchAll(/```text\n([^`]*)```/g)].map(([, list]) => list!.trim().split(/\s+/));
  expect(lists).toEqual([DEPLOY_SCOPES, FAILOVER_SCOPES]);
});

test('the permissions at Cloudflare are those that the doctor expects', () => {
  const row = text.split('\n').find((line) => line.startsWith('| `TF_VAR_cloudflare_api_token`'))!;
  const named = [...row.matchAll(/([A-Z][A-Za-z ]+): Edit/g)].map(([, permission]) => permission!);
  expect([...named].sort()).toEqual(PERMISSIONS.map(({ permission }) => permission).sort());
  expect(row).toContain('Zone: Read');
});

test('the key and the buckets are made under the names of the environment', () => {
  const { bucket, endpoints } = configuration.terraform.backend.s3;
  const keys = Object.values(configuration.data.digitalocean_ssh_key).map(({ name }) => name);
  expect(typed.flatMap((line) => /ssh-key import (\S+)/.exec(line)?.[1] ?? [])).toEqual(keys);
  const made = (verb: string) =>
    typed.flatMap((line) =>
      line.startsWith(`aws s3api ${verb} `) ? [/--endpoint-url (\S+) --bucket (\S+)/.exec(line)!.slice(1)] : [],
    );
  const backups = { endpoint: 'https://ams3.digitaloceanspaces.com', bucket: 'foobar-backups' };
  expect(JSON.stringify(stack.toTerraform())).toContain(`"bucket":"${backups.bucket}","region":"ams3"`);
  const both = [
    [endpoints.s3, bucket],
    [backups.endpoint, backups.bucket],
  ];
  expect(made('create-bucket')).toEqual(both);
  expect(made('put-bucket-versioning')).toEqual(both);
});

test('the steps are in order: packages, keys, buckets, variables, doctor, plan, deploy, status, destroy', () => {
  const steps = [
    'npm ci',
    'npx cdktf-web-infrastructure report production',
    'doctl compute ssh-key import',
    'aws s3api create-bucket',
    'export TF_VAR_digitalocean_token=',
    'npx cdktf-web-infrastructure doctor production',
    'npx cdktf-web-infrastructure plan production',
    'npx cdktf deploy production',
    'npx cdktf-web-infrastructure status production',
    'npx cdktf-web-infrastructure mysql production status',
    'npx cdktf destroy production',
  ];
  const places = steps.map((step) => typed.findIndex((line) => line.startsWith(step)));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('every command of the package is one, with the options that it has', () => {
  const program = newProgram();
  const lines = typed.flatMap((line) => /^npx cdktf-web-infrastructure (.+)$/.exec(line)?.[1] ?? []);
  expect(lines.length).toBeGreaterThan(5);
  for (const [name, stackName, verb] of lines.map((line) => line.split(' '))) {
    expect(stackName).toBe('production');
    const command = program.commands.find((one) => one.name() === name)!;
    expect(command).toBeDefined();
    expect([undefined, ...command.commands.map((one) => one.name())]).toContain(verb);
  }
  const doctor = program.commands.find((one) => one.name() === 'doctor')!;
  const options = [...text.matchAll(/`(--[a-z-]+)[^`]*`/g)].map(([, option]) => option!);
  expect(options.length).toBeGreaterThan(3);
  for (const option of options) expect(doctor.options.map(({ long }) => long)).toContain(option);
});

test('the table of checks is that of the doctor', () => {
  const rows = text.split('\n').flatMap((line) => {
    const [, id, title] = /^\| `([a-z-]+)` +\| (.*?) +\|$/.exec(line) ?? [];
    return id === undefined ? [] : [[id, title]];
  });
  expect(rows).toEqual(CHECKS.map(({ id, title }) => [id, title]));
});

test('the settings that a destroy leaves are those of the zone that a deploy changes', () => {
  const ids = Object.values(configuration.resource.cloudflare_zone_setting).map(({ setting_id }) => setting_id);
  const sentence = text.split('\n').find((line) => line.includes('does not put back'))!;
  expect([...sentence.matchAll(/`([a-z_]+)`/g)].map(([, id]) => id).sort()).toEqual([...ids].sort());
});
