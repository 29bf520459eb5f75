/** The README is the front door: short, and what it prints is what happens. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TerraformStack } from 'cdktf';
import { codeBlocks } from './code-blocks';
import { evaluate } from './examples';
import { ROOT } from './markdown';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const { peerDependencies, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
  version: string;
};

test('it has at most 120 lines', () => {
  expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

test('its example costs what it says', () => {
  const [example] = codeBlocks(README, 'README.md', 'ts');
  const directory = mkdtempSync(join(tmpdir(), 'readme-'));
  process.env.CDKTF_OUTDIR = directory;
  const stack = evaluate<TerraformStack>(example!.code, 'stack');
  delete process.env.CDKTF_OUTDIR;
  rmSync(directory, { recursive: true });
  const printed = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .map(({ data }) => String(data))
    .filter((text) => text.startsWith('costs '));
  expect(printed).toHaveLength(1);
  expect(README).toContain(`\`${printed[0]}\``);
});

test.each(['README.md', 'docs/guides/install.md'])('%s installs versions that the package accepts', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const line = /npm install \.\/(\S+\.tgz)((?:[^\n]*\\\n)*[^\n]*)/.exec(text)!;
  expect(line[1]).toBe(`cdktf-web-infrastructure-${version}.tgz`);
  const installed = line[2]!.replaceAll('\\', ' ').trim().split(/\s+/);
  const ranges = Object.entries(peerDependencies).map(([name, range]) => {
    const [major, minor] = range.replace('^', '').split('.');
    return `${name}@${name === 'cdktf' ? `${major}.${minor}` : name === 'constructs' ? '10' : major}`;
  });
  expect(installed.map((one) => one.replace(/^constructs@10\..*/, 'constructs@10')).sort()).toEqual(ranges.sort());
});

test('every guide is in the list of guides', () => {
  const index = readFileSync(join(ROOT, 'docs/guides/README.md'), 'utf8');
  const guides = readdirSync(join(ROOT, 'docs/guides')).filter((name) => name !== 'README.md');
  expect(guides.filter((name) => !index.includes(`](${name})`))).toEqual([]);
});
