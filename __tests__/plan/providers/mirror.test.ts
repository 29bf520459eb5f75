/** The stand-ins as plugins that Terraform itself starts. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildPluginMirror } from '../../../local-cloud/providers/mirror';
import { deploy, destroy } from '../../../scripts/deploy';
import { askRegistryHost } from '../../../local-cloud/providers/reattach';

const TERRAFORM = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';

describe('the plugin mirror', () => {
  let directory: string;
  const terraform = async (...args: string[]) => {
    const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: join(directory, 'terraform.rc') };
    return (await promisify(execFile)(TERRAFORM, args, { cwd: directory, env })).stdout;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-test-'));
    const mirror = join(directory, 'mirror');
    await buildPluginMirror(mirror, await askRegistryHost(TERRAFORM));
    await writeFile(
      join(directory, 'terraform.rc'),
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
    await writeFile(
      join(directory, 'main.tf.json'),
      JSON.stringify({
        terraform: {
          required_providers: {
            random: { source: 'hashicorp/random', version: '3.7.2' },
            tls: { source: 'hashicorp/tls', version: '4.1.0' },
          },
        },
        resource: {
          random_uuid: { id: {} },
          tls_private_key: { key: { algorithm: 'ECDSA', ecdsa_curve: 'P256' } },
          tls_self_signed_cert: {
            ca: {
              private_key_pem: '${tls_private_key.key.private_key_pem}',
              subject: [{ common_name: 'CA ${random_uuid.id.result}' }],
              validity_period_hours: 1,
              is_ca_certificate: true,
              allowed_uses: ['cert_signing'],
            },
          },
        },
        output: { ca: { value: '${tls_self_signed_cert.ca.cert_pem}' } },
      }),
    );
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('takes Terraform from init to an apply after which nothing is left to do', async () => {
    await terraform('init', '-no-color');
    await terraform('apply', '-auto-approve', '-no-color');
    expect(await terraform('output', '-raw', 'ca')).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    expect(await terraform('plan', '-no-color')).toContain('No changes.');
  });

  it('takes `cdktf deploy` to its end and back without a network', async () => {
    const modules = join(__dirname, '../../../node_modules');
    const app = join(directory, 'app.cjs');
    await writeFile(
      app,
      `const { App, TerraformStack } = require(${JSON.stringify(join(modules, 'cdktf'))});
const { Id } = require(${JSON.stringify(join(modules, '@cdktf/provider-random/lib/id'))});
const { RandomProvider } = require(${JSON.stringify(join(modules, '@cdktf/provider-random/lib/provider'))});
const app = new App();
const stack = new TerraformStack(app, 'mirrored');
stack.addOverride('terraform.backend.local.path', ${JSON.stringify(join(directory, 'mirrored.tfstate'))});
new RandomProvider(stack, 'random');
new Id(stack, 'id', { byteLength: 4 });
app.synth();
`,
    );
    const lines: string[] = [];
    const nowhere = 'http://127.0.0.1:1';
    const options = {
      app: `node ${app}`,
      output: join(directory, 'cdktf.out'),
      progress: (line: string) => void lines.push(line),
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: '1',
        TF_CLI_CONFIG_FILE: join(directory, 'terraform.rc'),
        ...{ HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere, NO_PROXY: '127.0.0.1,localhost' },
      },
    };
    await deploy('mirrored', options);
    await destroy('mirrored', options);
    expect(lines.join('\n')).toMatch(/Apply complete![^]*Destroy complete!/);
  });
});
