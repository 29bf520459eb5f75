import type { PropChecks } from '../validation';

/** Text with a name, which stands in the configuration of a daemon. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** What synth sees of a text that is wrong: `rule` completes "must ...". */
export interface TextProblem {
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly remedy: string;
}

const NAME = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;

/** Reports all that is wrong with the snippets; `find` knows the daemon's grammar. */
export function checkSnippets(
  checks: PropChecks,
  prop: string,
  snippets: readonly NamedText[],
  find: (text: string) => readonly TextProblem[],
): void {
  for (const { name, text } of snippets) {
    if (!checks.requireResolved(`${prop}.name`, name)) continue;
    const rule = 'be lower-case letters, digits and hyphens, at most 32, that begin with a letter';
    checks.require(NAME.test(name), `${prop}.name`, rule, name, "write it like 'cache-headers'");
    const own = `${prop}.${name}`;
    if (!checks.requireResolved(own, text)) continue;
    checks.require(text.trim() !== '', own, 'hold a directive', text, 'leave the snippet out');
    const lines = text.split('\n');
    const found = lines.flatMap((line, i) =>
      CONTROL.test(line) ? [{ line: i + 1, rule: 'hold no control characters', remedy: 'write plain lines' }] : [],
    );
    for (const one of [...found, ...find(text)]) {
      const got = `line ${one.line}: ${JSON.stringify(lines[one.line - 1]?.trim()).slice(1, -1)}`;
      checks.require(false, own, one.rule, got, one.remedy);
    }
  }
  checks.unique(
    `${prop}.name`,
    snippets.map(({ name }) => name),
  );
}
