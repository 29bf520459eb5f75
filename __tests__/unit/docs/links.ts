import { dirname, join, normalize } from 'node:path';

/** Text of a Markdown file without its code, where brackets are no links. */
function prose(text: string): string {
  return text
    .replace(/^```[^]*?^```$/gm, '')
    .replace(/^ {4}.*$/gm, '')
    .replace(/`[^`\n]*`/g, 'code');
}

/** As GitHub makes anchors of headings. */
function anchors(markdown: string): string[] {
  return [...markdown.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(({ 1: heading }) =>
    heading!
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replace(/ /g, '-'),
  );
}

/** What is wrong with the relative links of a document: `README.md: docs/x.md (no such file)`. */
export function brokenLinks(path: string, text: string, read: (path: string) => string | undefined): string[] {
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(({ 1: target }) => target!);
  return targets.flatMap((target) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file, anchor] = target.split('#') as [string, string?];
    const place = file === '' ? path : normalize(join(dirname(path), file));
    const found = place === path ? text : read(place);
    if (found === undefined) return [`${path}: ${target} (no such file)`];
    return anchor && !anchors(found).includes(anchor) ? [`${path}: ${target} (no such heading)`] : [];
  });
}
