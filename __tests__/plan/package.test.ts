import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../local-cloud/host/run';

const MINUTE = 60_000;
const root = join(__dirname, '../..');
/** What a stranger would write, in plain JavaScript against the package alone. */
const APP = `
const { App, TerraformStack } = require('cdktf');
const { DigitaloceanProvider } = require('@cdktf/provider-digitalocean/lib/provider');
const { CloudflareProvider } = require('@cdktf/provider-cloudflare/lib/provider');
const { RandomProvider } = require('@cdktf/provider-random/lib/provider');
const { TlsProvider } = require('@cdktf/provider-tls/lib/provider');
const { AppSource, Failover, MysqlDatabase, WebInfrastructure } = require('cdktf-web-infrastructure');
const app = new App();
const stack = new TerraformStack(app, 'scratch');
for (const Provider of [DigitaloceanProvider, CloudflareProvider, RandomProvider, TlsProvider]) new Provider(stack, Provider.name);
new WebInfrastructure(stack, 'site', {
  domain: 'www.example.org',
  region: 'ams3',
  access: { sshKeys: ['me'], adminCidrs: ['198.51.100.0/24'] },
  loadBalancer: { failover: Failover.edge() },
  app: { source: AppSource.sample() },
  database: MysqlDatabase.selfHosted({ nodes: 3 }),
});
app.synth();
`;

let scratch: string;
let installed: string;

// Installed by hand, as npm would lay it out, so that the test needs no registry: the package, and its peers beside it.
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'package-'));
  const packed = await run('npm', ['pack', '--json', '--pack-destination', scratch], { cwd: root });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
  installed = join(scratch, 'node_modules/cdktf-web-infrastructure');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xf', join(scratch, filename), '-C', installed, '--strip-components=1']);
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  ) as Record<string, object>;
  mkdirSync(join(scratch, 'node_modules/@cdktf'));
  for (const name of Object.keys({ ...dependencies, ...peerDependencies }))
    symlinkSync(join(root, 'node_modules', name), join(scratch, 'node_modules', name));
}, 3 * MINUTE);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the package holds the constructs, their programs for nodes, and what people read', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  const outside = files.filter((path) => !path.startsWith('dist/')).sort();
  expect(outside).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  const kinds = files.filter((path) => path.startsWith('dist/')).map((path) => /(\.d)?\.\w+$/.exec(path)?.[0]);
  expect(new Set(kinds)).toEqual(new Set(['.js', '.d.ts', '.py', '.sh']));
});

test(
  'a project that installs it synthesizes a site',
  async () => {
    writeFileSync(join(scratch, 'app.js'), APP);
    await run('node', ['--preserve-symlinks', 'app.js'], { cwd: scratch });
    const config = readFileSync(join(scratch, 'cdktf.out/stacks/scratch/cdk.tf.json'), 'utf8');
    expect(
      Object.keys((JSON.parse(config) as { resource: { digitalocean_droplet: object } }).resource.digitalocean_droplet),
    ).toHaveLength(9);
  },
  MINUTE,
);
