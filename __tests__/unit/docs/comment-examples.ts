import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeBlock } from './code-blocks';
import { ROOT } from './markdown';

/** What examples take for granted, beside the `token` of every excerpt: what a site stands on. */
export const GIVEN = [
  'declare const zoneId: string;',
  "declare const network: import('cdktf-web-infrastructure').PrivateNetwork;",
  "declare const access: import('cdktf-web-infrastructure').Access;",
].join(' ');

const COMMENT = /\/\*\*(?:(?!\*\/)[^])*\*\//g;
/** To the next tag, or the end of the comment. */
const EXAMPLE = /^ *\* @example\n((?: *\*(?! @|\/).*\n)+)/gm;

/** The examples in the doc comments of a TypeScript source. */
export function examplesIn(source: string, file: string): CodeBlock[] {
  return [...source.matchAll(COMMENT)].flatMap(({ 0: comment, index }) =>
    [...comment.matchAll(EXAMPLE)].map((example) => ({
      place: `${file}:${source.slice(0, index + example.index).split('\n').length + 1}`,
      code: example[1]!.replace(/^ *\* ?/gm, ''),
      given: GIVEN,
    })),
  );
}

/** Those of the package. */
export function commentExamples(): CodeBlock[] {
  return ['constructs', 'testing'].flatMap((directory) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .sort()
      .flatMap((path) => examplesIn(readFileSync(join(ROOT, directory, path), 'utf8'), `${directory}/${path}`)),
  );
}
