import { createHash } from 'node:crypto';
import { App, Testing } from 'cdktf';
import { parse } from 'yaml';
import { environments } from '../../../environments';
import { WebStack } from '../../../stacks/web-stack';
import { problemsOf } from '../../../testing';

const stackOf = (name: string) =>
  new WebStack(Testing.stubVersion(new App({ stackTraces: false })), name, environments[name]!);

interface Part {
  readonly path: string;
  readonly content: string;
}

/** The configuration with a line for each file of the user-data: the texts themselves have golden files of their own. */
function readable(synthesized: string): unknown {
  const config = JSON.parse(synthesized.replaceAll(process.cwd(), '.')) as {
    locals: Record<string, string>;
    resource: { terraform_data: object };
  };
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
  const locals = Object.entries(config.locals).map(([name, userData]) => {
    if (!userData.startsWith('#cloud-config')) return [name, hash(userData)];
    const { write_files, ...rest } = parse(withoutExpressions(userData)) as { write_files: Part[] };
    return [name, { ...rest, write_files: write_files.map(({ path, content }) => `${path} ${hash(content)}`) }];
  });
  return {
    ...config,
    locals: Object.fromEntries(locals) as unknown,
    resource: { ...config.resource, terraform_data: Object.keys(config.resource.terraform_data) },
  };
}

/** An expression in quotes becomes YAML only when Terraform has evaluated it. */
function withoutExpressions(userData: string): string {
  return userData.replace(/"\$\{.*\}"$/gm, (expression) => `'${expression.replace(/'/g, '')}'`);
}

describe.each(Object.keys(environments))('the environment %s', (name) => {
  test('synthesizes without a complaint', () => {
    expect(problemsOf(stackOf(name))).toEqual([]);
  });

  test('is what it was: run `npm run snapshots` when it was meant to change', () => {
    expect(readable(Testing.synth(stackOf(name)))).toMatchSnapshot();
  });
});

test('only `local` has endpoints of its own, on loopback', () => {
  const providers = (name: string) =>
    (JSON.parse(Testing.synth(stackOf(name))) as { provider: Record<string, Record<string, string>[]> }).provider;
  expect(providers('local').digitalocean![0]).toMatchObject({ api_endpoint: 'http://127.0.0.1:8790' });
  expect(providers('production').digitalocean![0]).not.toHaveProperty('api_endpoint');
});

test.each([
  [undefined, undefined],
  [true, true],
])('a state in a bucket that is `locked: %s` has the lock of Terraform: %s', (locked, lock) => {
  const environment = environments.production!;
  const state = { kind: 'spaces', bucket: 'states', region: 'fra1', locked } as const;
  const stack = new WebStack(Testing.app(), 'locked', (secrets) => ({ ...environment(secrets), state }));
  const { terraform } = JSON.parse(Testing.synth(stack)) as { terraform: { backend: { s3: object } } };
  expect(terraform.backend.s3).toMatchObject({ bucket: 'states', key: 'locked.tfstate' });
  expect((terraform.backend.s3 as { use_lockfile?: boolean }).use_lockfile).toBe(lock);
});

test('a plan without tokens ends with a sentence that names the variable', () => {
  const { variable } = JSON.parse(Testing.synth(stackOf('production'))) as {
    variable: Record<string, { validation: { error_message: string }[] }>;
  };
  expect(Object.values(variable).map(({ validation }) => validation[0]!.error_message)).toEqual([
    'Set TF_VAR_cloudflare_api_token to a Cloudflare API token for the zone: DNS, SSL and zone settings.',
    'Set TF_VAR_digitalocean_token to a DigitalOcean API token that may write.',
    'Set TF_VAR_failover_token to a DigitalOcean API token with the scopes actions:read, droplet:read, image:read, regions:read, reserved_ip:read, reserved_ip:update, sizes:read.',
    'Set TF_VAR_slack_webhook_url to the incoming webhook of the Slack channel that alerts go to.',
    'Set TF_VAR_spaces_access_key_id to the id of a Spaces key for the bucket of the backups.',
    'Set TF_VAR_spaces_secret_access_key to the secret of that Spaces key.',
  ]);
});
