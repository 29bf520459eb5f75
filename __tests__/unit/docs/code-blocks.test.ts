import { codeBlocks, typeErrors } from './code-blocks';
import { commentExamples, examplesIn } from './comment-examples';
import { ROOT, writtenDocs } from './markdown';

const MINUTE = 60_000;
const block = (code: string) => codeBlocks(`# Title\n\n\`\`\`ts\n${code}\n\`\`\`\n`, 'guide.md', 'ts');

const COMMENTS = `
/** Has none. @example */
/**
 * Has one.
 * @example
 * import { Zone } from 'cdktf-web-infrastructure';
 *
 * new Zone(this, 'zone', { name: zoneId, access: 1 });
 * @internal
 */
  /**
   * @example
   * new Access(this, network);
   */
`;

test(
  'every TypeScript block in the README and in docs/ type-checks, and every example in a doc comment',
  () => {
    const blocks = writtenDocs().flatMap(({ path, text }) => codeBlocks(text, path, 'ts'));
    const examples = commentExamples();
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    expect(examples.length).toBeGreaterThanOrEqual(20);
    // Together: a program of their own would take as long again.
    expect(typeErrors(ROOT, [...blocks, ...examples])).toEqual([]);
  },
  MINUTE,
);

test(
  'a block with a mistake is found, by its line in the document',
  () => {
    const wrong = [
      ...block("import { WebInfrastructure } from 'cdktf-web-infrastructure';\nnew WebInfrastructure(this, 1);"),
      ...block("import { Sites } from 'cdktf-web-infrastructure';\n\nconst n: number = token;"),
      ...block('const n = ;'),
      ...block('this.node.addMetadata(token, network);'),
      ...examplesIn(COMMENTS, 'zone.ts'),
    ];
    expect(typeErrors(ROOT, wrong).map((line) => line.slice(0, 40))).toEqual([
      'guide.md:5: Expected 3 arguments, but go',
      `guide.md:4: Module '"cdktf-web-infrastru`,
      "guide.md:6: Cannot find name 'token'.",
      'guide.md:4: Expression expected.',
      "guide.md:4: Cannot find name 'network'.",
      'zone.ts:8: Object literal may only speci',
      "zone.ts:13: Cannot find name 'Access'. D",
    ]);
  },
  MINUTE,
);
