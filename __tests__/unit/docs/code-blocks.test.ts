import { codeBlocks, typeErrors } from './code-blocks';
import { ROOT, writtenDocs } from './markdown';

const MINUTE = 60_000;
const block = (code: string) => codeBlocks(`# Title\n\n\`\`\`ts\n${code}\n\`\`\`\n`, 'guide.md', 'ts');

test(
  'every TypeScript block in the README and in docs/ type-checks',
  () => {
    const blocks = writtenDocs().flatMap(({ path, text }) => codeBlocks(text, path, 'ts'));
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    expect(typeErrors(ROOT, blocks)).toEqual([]);
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
    ];
    expect(typeErrors(ROOT, wrong).map((line) => line.slice(0, 40))).toEqual([
      'guide.md:5: Expected 3 arguments, but go',
      `guide.md:4: Module '"cdktf-web-infrastru`,
      "guide.md:6: Cannot find name 'token'.",
      'guide.md:4: Expression expected.',
    ]);
  },
  MINUTE,
);
