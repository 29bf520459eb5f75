/** A diagnostic of Terraform's, with its frame or without; cdktf indents what it repeats. */
const OPENS = /^\s*╷/;
const CLOSES = /^\s*╵/;
const FRAME = /^\s*│ ?/;
/** What cdktf prints of itself behind an error. */
const OF_CDKTF = /\d+ Stacks? (deploying|destroying|done|waiting)|^\s*Invoking Terraform CLI failed/;
const TITLE = /^\s*(Error|Warning): /;

/**
 * Terraform's own errors among all that a command printed, each once and whole: no plan, no progress, no warnings. None where there are no
 * errors of Terraform's.
 */
export function terraformErrors(lines: readonly string[]): readonly string[] {
  const blocks: string[][] = [];
  let framed = false;
  for (const line of lines) {
    if (OPENS.test(line)) {
      framed = true;
      blocks.push([]);
    } else if (CLOSES.test(line) || OF_CDKTF.test(line)) {
      framed = false;
      blocks.push([]);
    } else if (framed) {
      blocks.at(-1)!.push(line.replace(FRAME, '').trimEnd());
    } else if (TITLE.test(line) && !isInside(blocks.at(-1))) {
      blocks.push([line.trimEnd()]);
    } else if (blocks.at(-1)?.length) {
      blocks.at(-1)!.push(line.trimEnd());
    }
  }
  const errors = blocks.map((block) => block.join('\n').trim()).filter((text) => text.startsWith('Error: '));
  return [...new Set(errors)];
}

/** Terraform leaves a line empty before a title: one without is of a text that an error repeats, such as the log of a node. */
function isInside(block: readonly string[] | undefined): boolean {
  return block !== undefined && block.length > 0 && block.at(-1) !== '';
}
