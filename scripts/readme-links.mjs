/** Makes the README's relative links absolute for the package (`absolute`, before npm packs), and back (`relative`, after it). */
import { readFileSync, writeFileSync } from 'node:fs';

const README = new URL('../README.md', import.meta.url);
const { homepage } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const PAGES = `${homepage.replace(/#.*/, '')}/blob/main/`;
const PICTURES = PAGES.replace('https://github.com/', 'https://raw.githubusercontent.com/').replace('/blob/', '/');
/** `](path)` and `![text](path)`; no anchors of the page itself. */
const LINK = /(!?)(\[[^\]]*\]\()(?!https?:|#)([^)]+\))/g;

const text = readFileSync(README, 'utf8');
const [, , direction] = process.argv;
if (direction === 'absolute') {
  writeFileSync(
    README,
    text.replace(LINK, (_, image, head, path) => `${image}${head}${image ? PICTURES : PAGES}${path}`),
  );
} else {
  writeFileSync(README, text.replaceAll(`](${PAGES}`, '](').replaceAll(`](${PICTURES}`, ']('));
}
