import type { Choices } from './choices';
import { FRAMEWORKS, SAMPLE, type Framework } from './frameworks';

/** Any text as a literal of TypeScript. */
function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const list = (texts: readonly string[]) => `[${texts.map(literal).join(', ')}]`;

/** main.ts: one stack for each environment. */
export function renderMain(): string {
  return [
    "import { App } from 'cdktf';",
    "import { SiteStack } from './site-stack';",
    '',
    'const app = new App();',
    "new SiteStack(app, 'production');",
    'app.synth();',
    '',
  ].join('\n');
}

/** site-stack.ts: providers, state, and the site. */
export function renderStack(choices: Choices): string {
  const bucket = choices.stateBucket !== undefined;
  return `${[
    "import { CloudflareProvider } from '@cdktf/provider-cloudflare/lib/provider';",
    "import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';",
    "import { RandomProvider } from '@cdktf/provider-random/lib/provider';",
    "import { TlsProvider } from '@cdktf/provider-tls/lib/provider';",
    `import { ${bucket ? 'S3Backend' : 'LocalBackend'}, TerraformStack, TerraformVariable } from 'cdktf';`,
    "import { AppSource, Failover, Monitoring, MysqlDatabase, WebInfrastructure } from 'cdktf-web-infrastructure';",
    "import type { Construct } from 'constructs';",
    ...(bucket ? [] : ["import { resolve } from 'node:path';"]),
    '',
    '/** The site of one environment. Costs and single points of failure: `npx cdktf-web-infrastructure report`. */',
    'export class SiteStack extends TerraformStack {',
    '  public constructor(scope: Construct, name: string) {',
    '    super(scope, name);',
    ...(bucket ? stateInBucket(choices) : stateInFile()),
    "    new DigitaloceanProvider(this, 'digitalocean', { token: this.secret('digitalocean_token') });",
    "    new CloudflareProvider(this, 'cloudflare', { apiToken: this.secret('cloudflare_api_token') });",
    "    new RandomProvider(this, 'random');",
    "    new TlsProvider(this, 'tls');",
    "    new WebInfrastructure(this, 'site', {",
    `      domain: ${literal(choices.domain)},`,
    `      region: ${literal(choices.region)},`,
    `      access: { sshKeys: ${list([choices.sshKey])}, adminCidrs: ${list(choices.adminCidrs)} },`,
    "      loadBalancer: { failover: Failover.reservedIp({ token: this.secret('failover_token') }) },",
    ...appOf(choices).map((line) => `      ${line}`),
    '      database: MysqlDatabase.selfHosted({ nodes: 3 }),',
    `      monitoring: Monitoring.standard({ email: ${list([choices.email])} }),`,
    '    });',
    '  }',
    '',
    '  /** What the environment variable `TF_VAR_` and its name have when Terraform runs. */',
    '  private secret(name: string): string {',
    "    const variable = new TerraformVariable(this, name, { type: 'string', sensitive: true });",
    '    variable.overrideLogicalId(name);',
    '    return variable.stringValue;',
    '  }',
    '}',
  ].join('\n')}\n`;
}

function appOf({ framework, code, ref, start }: Choices): string[] {
  if (framework === SAMPLE) return ['app: { source: AppSource.sample() },'];
  const { build, packages, environment, release }: Framework = FRAMEWORKS[framework];
  return [
    'app: {',
    `  source: AppSource.git(${literal(code!)}, {`,
    `    ref: ${literal(ref!)},`,
    `    packages: ${list(packages)},`,
    ...(build === undefined ? [] : [`    build: ${literal(build)},`]),
    `    start: ${literal(start!)},`,
    '  }),',
    ...(release === undefined ? [] : [`  release: ${literal(release)},`]),
    '  environment: {',
    ...Object.entries(environment).map(([name, value]) => `    ${name}: ${literal(value)},`),
    '  },',
    '},',
  ];
}

function stateInFile(): string[] {
  return [
    '    // On this machine alone: a team keeps it in a bucket (S3Backend). It has secrets in clear, so keep it private.',
    '    new LocalBackend(this, { path: resolve(__dirname, `terraform.${name}.tfstate`) });',
  ];
}

function stateInBucket({ stateBucket, region }: Choices): string[] {
  return [
    '    new S3Backend(this, {',
    `      bucket: ${literal(stateBucket!)},`,
    '      key: `${name}.tfstate`,',
    "      // Spaces has no regions of Amazon's; Terraform wants the name of one.",
    "      region: 'us-east-1',",
    `      endpoints: { s3: ${literal(`https://${region}.digitaloceanspaces.com`)} },`,
    '      skipCredentialsValidation: true,',
    '      skipMetadataApiCheck: true,',
    '      skipRegionValidation: true,',
    '      skipRequestingAccountId: true,',
    '      skipS3Checksum: true,',
    '    });',
  ];
}

/** A test that a site keeps what it promises, and a snapshot of what it is made of. */
export function renderTest(): string {
  return [
    "import { Testing } from 'cdktf';",
    "import { resources, snapshotOf, synthesize } from 'cdktf-web-infrastructure/testing';",
    "import { SiteStack } from '../site-stack';",
    '',
    "const site = synthesize(new SiteStack(Testing.app(), 'production'));",
    '',
    "test('each tier has two nodes or more', () => {",
    "  const names = resources(site, 'digitalocean_droplet').map(({ name }) => String(name).split('.')[0]);",
    "  for (const tier of ['lb', 'web', 'app', 'mysql']) expect(names).toEqual(expect.arrayContaining([`${tier}-1`, `${tier}-2`]));",
    '});',
    '',
    '// `npm run test:update` after a change that is meant.',
    "test('the site is made of what it was', () => {",
    '  expect(snapshotOf(site)).toMatchSnapshot();',
    '});',
    '',
  ].join('\n');
}
