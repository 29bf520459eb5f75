import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, writtenDocs } from './markdown';

/** `<!-- excerpt of FILE -->` and the indented block after it. */
const EXCERPT = /<!-- excerpt of (\S+) -->\n\n((?: {4}.*\n)+)/g;

const excerpts = writtenDocs().flatMap(({ path, text }) =>
  [...text.matchAll(EXCERPT)].map(([, source, block]) => ({
    path,
    source: source!,
    block: block!.replace(/^ {4}/gm, ''),
  })),
);

test.each(excerpts)('the excerpt in $path is what $source says', ({ source, block }) => {
  const file = join(ROOT, source);
  expect(existsSync(file) && readFileSync(file, 'utf8')).toContain(block);
});
