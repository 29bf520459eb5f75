/** What npm gets: packed, installed in a stranger's project, and used there. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../host/run';
import { synthesize } from 'cdktf-web-infrastructure/testing';
import { loadExample } from '../examples';
import { importCost } from './import-cost';
import { NewProject } from './new-project';
import { RESOLUTIONS, ScratchProject } from './scratch-project';

const root = join(__dirname, '../../..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

let project: ScratchProject;
beforeAll(async () => {
  project = await ScratchProject.make();
});
afterAll(() => project.remove());

/** What the examples, compiled, become in the project, by name. */
async function synthesizedIn(where: ScratchProject, nodeVersion?: string): Promise<Record<string, unknown>> {
  const script = (name: string) => `
    const [example] = Object.values(require('./compiled/${name}.js'));
    console.log(JSON.stringify(require('cdktf-web-infrastructure/testing').synthesize(example).configuration));`;
  const configurations: Record<string, unknown> = {};
  for (const name of where.examples) configurations[name] = JSON.parse(await where.node(script(name), nodeVersion));
  return configurations;
}

/** What they become here, with cdktf. */
async function synthesizedHere(): Promise<Record<string, unknown>> {
  const configurations: Record<string, unknown> = {};
  for (const name of project.examples) {
    configurations[name] = synthesize(await loadExample(name)).configuration;
  }
  expect(Object.keys(configurations).length).toBeGreaterThanOrEqual(3);
  return configurations;
}

describe('the files', () => {
  test('are compiled code, its types, its programs for nodes, and what people read', () => {
    expect(project.files.filter((path) => !path.startsWith('dist/'))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'docs/api/README.md',
      'docs/api/cdktf-web-infrastructure.md',
      'docs/api/cdktf-web-infrastructure/testing.md',
      'package.json',
    ]);
    const kinds = project.files
      .filter((path) => path.startsWith('dist/'))
      .map((path) => /(\.d)?\.\w+$/.exec(path)?.[0]);
    expect(new Set(kinds)).toEqual(new Set(['.js', '.d.ts', '.py', '.sh', '.asc', '.html']));
  });

  test('have a source each: nothing is left from what was built before', () => {
    const sources = project.files
      .filter((path) => path.startsWith('dist/'))
      .map((path) => path.replace('dist/', '').replace(/(\.d\.ts|\.js)$/, '.ts'));
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(new Set(sources.map((path) => path.split('/')[0]))).toEqual(
      new Set(['cli', 'constructs', 'host', 'testing']),
    );
  });

  test('are 550 kB at most, packed', () => {
    const { size } = statSync(project.tarball);
    process.stderr.write(`tarball: ${(size / 1000).toFixed(0)} kB, ${project.files.length} files\n`);
    expect(size).toBeLessThan(550_000);
  });

  test('have a README whose links work outside of the repository', () => {
    const links = (text: string) => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
    const packed = links(readFileSync(join(project.installed, 'README.md'), 'utf8'));
    expect(packed.length).toBeGreaterThan(10);
    expect(packed.filter((link) => !/^https:|^#/.test(link))).toEqual([]);
  });

  test('the API reference has everything that can be imported', async () => {
    const names = async (module: string) =>
      JSON.parse(await project.node(`console.log(JSON.stringify(Object.keys(require('${module}'))))`)) as string[];
    for (const module of ['cdktf-web-infrastructure', 'cdktf-web-infrastructure/testing']) {
      const reference = readFileSync(join(project.installed, 'docs/api', `${module}.md`), 'utf8');
      const headings = new Set(
        reference.match(/^### .*$/gm)?.map((line) => line.replace(/^### (`abstract` )?|\\|\(\)$/g, '')),
      );
      const missing = (await names(module)).filter((name) => !headings.has(name));
      expect({ module, missing }).toEqual({ module, missing: [] });
    }
  });
});

describe('the manifest', () => {
  test('satisfies publint', async () => {
    await expect(run(bin('publint'), ['run', '--strict', project.tarball])).resolves.toContain('All good!');
  });

  test('has types that are right, whichever way TypeScript looks for them (attw)', async () => {
    const args = ['--no-definitely-typed', '--no-color', '--no-emoji', '--format', 'ascii', project.tarball];
    await expect(run(bin('attw'), args)).resolves.toContain('No problems found');
  });

  test('asks for what its users bring along', () => {
    expect(Object.keys(project.manifest.peerDependencies)).toEqual([
      '@cdktf/provider-cloudflare',
      '@cdktf/provider-digitalocean',
      '@cdktf/provider-random',
      '@cdktf/provider-tls',
      'cdktf',
      'constructs',
    ]);
  });

  test('lets nothing but its entries be imported', async () => {
    const script = `try { require('cdktf-web-infrastructure/dist/constructs/validation') } catch (error) { console.log(error.code) }`;
    await expect(project.node(script)).resolves.toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });
});

describe('a project that installs it', () => {
  test.each(Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[])(
    'type-checks every example as %s',
    async (resolution) => {
      await expect(project.compile(resolution)).resolves.toBeUndefined();
    },
  );

  describe('compiled', () => {
    let here: Record<string, unknown>;
    beforeAll(async () => {
      await project.compile('node16');
      here = await synthesizedHere();
    });

    test('synthesizes every example to what the source synthesizes', async () => {
      expect(await synthesizedIn(project)).toEqual(here);
    });

    test.each(['22.23.3', '24.9.0'])('synthesizes the same on Node %s', async (version) => {
      await expect(project.node('console.log(process.version)', version)).resolves.toBe(`v${version}\n`);
      expect(await synthesizedIn(project, version)).toEqual(here);
    });
  });

  test('judges plans with its command', async () => {
    const path = project.manifest.bin['cdktf-web-infrastructure-plan']!;
    const plan = (actions: string[]) =>
      JSON.stringify({
        format_version: '1.2',
        planned_values: {},
        resource_changes: [
          { address: 'digitalocean_volume.data', mode: 'managed', type: 'digitalocean_volume', change: { actions } },
        ],
      });
    const command = (input: string) => run('node', [join(project.installed, path)], { input });
    await expect(command(plan(['create']))).resolves.toContain('Allowed.');
    await expect(command(plan(['delete']))).rejects.toThrow('ended with 1');
    await expect(command('nonsense')).rejects.toThrow(
      'ended with 2: cdktf-web-infrastructure-plan: The plan is not JSON',
    );
  });

  test('has the command by two names, with its pages and its programs for nodes', async () => {
    const { bin } = project.manifest;
    expect(bin.webinfra).toBe(bin['cdktf-web-infrastructure']);
    const program = join(project.installed, bin.webinfra!);
    expect(await run(process.execPath, [program, '--help'])).toContain('status [options] [stack]');
    expect(project.files).toEqual(
      expect.arrayContaining([
        'dist/cli/mysql/node/mysql-admin.py',
        'dist/cli/status/node/node-status.py',
        'dist/cli/status/status-page.html',
      ]),
    );
  });

  const ownApp = ['--code', 'https://example.com/shop.git', '--ref', 'v1', '--start', "run 'it'"];
  test.each([
    ['sample', []],
    ['django', [...ownApp, '--state-bucket', 'example-state']],
    ['node', ownApp],
  ])('begins a project of its own with `init`, which is green: %s', async (framework, args) => {
    const made = await NewProject.init(project, '--framework', framework, ...args);
    expect(await made.check()).toMatch(
      /costs \$\d+\.\d\d a month[^]*Generated Terraform code for the stacks: production/,
    );
  });

  test.each([
    ['cdktf-web-infrastructure', 1.2, ''],
    ['cdktf-web-infrastructure', 2, '.WebInfrastructure'],
    ['cdktf-web-infrastructure/testing', 1.5, ''],
  ])('loads %s in at most %f times what cdktf alone takes (%s)', async (module, limit, part) => {
    const cost = await importCost(project, `require('${module}')${part}`, "require('cdktf')");
    process.stderr.write(`import cost of ${module}${part}: ${cost.toFixed(2)} x cdktf\n`);
    expect(cost).toBeLessThanOrEqual(limit);
  });
});

describe('a project that has cdktn by the name of cdktf', () => {
  let successor: ScratchProject;
  beforeAll(async () => {
    successor = await ScratchProject.onCdktn(project.tarball);
  });
  afterAll(() => successor?.remove());

  test('type-checks and synthesizes every example to what the source synthesizes with cdktf', async () => {
    await expect(successor.node("console.log(require('cdktf/package.json').name)")).resolves.toBe('cdktn\n');
    await successor.compile('node16');
    expect(await synthesizedIn(successor)).toEqual(await synthesizedHere());
  });
});
