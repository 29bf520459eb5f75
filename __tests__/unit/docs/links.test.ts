import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenLinks } from './links';
import { ROOT, writtenDocs } from './markdown';

function fromDisk(path: string): string | undefined {
  const absolute = join(ROOT, path);
  if (!existsSync(absolute)) return undefined;
  return path.endsWith('.md') ? readFileSync(absolute, 'utf8') : '';
}

test('every relative link in the docs leads somewhere, its anchor too', () => {
  const docs = [
    ...writtenDocs(),
    ...['CHANGELOG.md', 'CONTRIBUTING.md', 'local-cloud/README.md'].map((path) => ({ path, text: fromDisk(path)! })),
  ];
  expect(docs.flatMap(({ path, text }) => brokenLinks(path, text, fromDisk))).toEqual([]);
  expect(docs.length).toBeGreaterThan(25);
});

test('links that lead nowhere are found', () => {
  const text = '# One\n[a](b.md), [c](#one), [d](#two), [e](../x.md#three), [f](https://example.com), `[g](h)`\n';
  const read = (path: string) => (path === 'x.md' ? '# Four\n' : undefined);
  expect(brokenLinks('docs/a.md', text, read)).toEqual([
    'docs/a.md: b.md (no such file)',
    'docs/a.md: #two (no such heading)',
    'docs/a.md: ../x.md#three (no such heading)',
  ]);
});
