import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Cloud } from '../../local-cloud/api/cloud';
import { addSshKey } from '../../local-cloud/api/digitalocean/account';
import { createApi } from '../../local-cloud/api/server';
import { Store } from '../../local-cloud/api/store';
import { terraformBinary } from '../../local-cloud/client';
import { run } from '../../local-cloud/host/run';
import { MemoryRuntime } from '../../local-cloud/memory-runtime';
import { askRegistryHost, reattachVariable } from '../../local-cloud/providers/reattach';
import { serveResidentProviders, type ResidentProviders } from '../../local-cloud/providers/wire/resident';

const MINUTE = 60_000;
const root = join(__dirname, '../..');

let directory: string;
let api: FastifyInstance;
let providers: ResidentProviders;
let env: NodeJS.ProcessEnv;

// The APIs without a machine below: a plan asks, and changes nothing.
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'plan-environments-'));
  const store = await Store.open(join(directory, 'state'), 'plan');
  addSshKey(store, 'platform-team', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHFvY8iVJ1zqgUqLfHgR8Z1FfrD3eq3bY9rS3lJc9zF7');
  const [digitalOcean, cloudflare] = [store.issueToken('digitalocean'), store.issueToken('cloudflare')];
  api = createApi(new Cloud(store, new MemoryRuntime(), () => undefined));
  await api.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
  const endpoints = { DIGITALOCEAN_API_URL: url, CLOUDFLARE_BASE_URL: `${url}/client/v4` };
  providers = await serveResidentProviders(endpoints);
  env = {
    ...endpoints,
    CHECKPOINT_DISABLE: '1',
    LOCAL_CLOUD_PORT: new URL(url).port,
    TF_VAR_digitalocean_token: digitalOcean,
    TF_VAR_cloudflare_api_token: cloudflare,
    TF_VAR_failover_token: digitalOcean,
    TF_VAR_spaces_access_key_id: 'DOKEY',
    TF_VAR_spaces_secret_access_key: 'a secret',
    ...(process.env.PROVIDERS !== 'registry' && {
      TF_REATTACH_PROVIDERS: reattachVariable(providers.reattach, await askRegistryHost(terraformBinary())),
    }),
  };
  await run('node', ['--import', 'tsx', 'main.ts'], { cwd: root, env: { ...env, CDKTF_OUTDIR: directory } });
}, MINUTE);

afterAll(async () => {
  await providers.close();
  await api.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Plan {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[] };
  }[];
}

describe.each(['three-server', 'production', 'local'])('terraform, of the environment %s', (name) => {
  const terraform = (...args: string[]) => run(terraformBinary(), args, { cwd: join(directory, 'stacks', name), env });

  beforeAll(async () => {
    // Whatever backend the environment has, a plan here keeps its state to itself.
    const override = { terraform: { backend: { local: { path: join(directory, `${name}.tfstate`) } } } };
    writeFileSync(join(directory, 'stacks', name, 'backend_override.tf.json'), JSON.stringify(override));
    await terraform('init', '-input=false');
  }, MINUTE);

  test(
    'accepts the configuration',
    async () => {
      await expect(terraform('validate', '-json')).resolves.toContain('"valid": true');
    },
    MINUTE,
  );

  test(
    'plans what it planned before: run `npm run snapshots` when it was meant to change',
    async () => {
      const file = join(directory, `${name}.plan`);
      await terraform('plan', '-input=false', `-out=${file}`);
      const plan = JSON.parse(await terraform('show', '-json', file)) as Plan;
      const lines = plan.resource_changes.map(({ address, change }) => `${change.actions.join()} ${address}`).sort();
      expect({ resources: lines.length, lines }).toMatchSnapshot();
    },
    MINUTE,
  );
});

test(
  'a plan without a token ends with one sentence that names the variable',
  async () => {
    const plan = run(terraformBinary(), ['plan', '-input=false'], {
      cwd: join(directory, 'stacks/local'),
      env: { ...env, TF_VAR_digitalocean_token: '' },
    });
    await expect(plan).rejects.toThrow('Set TF_VAR_digitalocean_token to a DigitalOcean API token that may write.');
  },
  MINUTE,
);
