import type { TextProblem } from '../http/snippet';

/** A word, or one of the characters that end a directive or a block. */
interface NginxToken {
  readonly line: number;
  readonly kind: 'word' | ';' | '{' | '}' | 'open quote';
  readonly text: string;
}

/**
 * As nginx reads its configuration (ngx_conf_read_token): a quote counts at the beginning of a word alone, `${` opens no block, a backslash takes
 * the next character, and a `}` within a word is a part of it.
 */
const TOKEN = /(\s+|#[^\n]*)|([;{}])|"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|(["'])|(?:\\[^]|\$\{|[^\s;{\\])+|[^]/y;

function* tokensOf(text: string): Generator<NginxToken> {
  let line = 1;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [whole, blank, sign, quote] = match;
    if (sign !== undefined) yield { line, kind: sign as ';' | '{' | '}', text: sign };
    else if (blank === undefined) yield { line, kind: quote === undefined ? 'word' : 'open quote', text: whole };
    if (quote !== undefined) return;
    line += whole.split('\n').length - 1;
  }
}

/** Read from other files, or loaded into nginx: what they hold is not seen here. */
const FROM_ELSEWHERE = ['include', 'load_module'];

/** What can be seen of directives without nginx: that they end, that they leave the block around them alone, and that they are all there. */
export function findNginxProblems(text: string): readonly TextProblem[] {
  const problems: TextProblem[] = [];
  const opened: number[] = [];
  let directive: NginxToken | undefined;
  const add = (line: number, rule: string, remedy: string) => problems.push({ line, rule, remedy });
  for (const token of tokensOf(text)) {
    const { kind, line } = token;
    if (kind === 'open quote') {
      add(line, 'close each quote', 'write the second one');
      return problems;
    }
    if (kind === 'word') {
      directive ??= token;
      if (directive === token && FROM_ELSEWHERE.includes(token.text.replace(/^["'](.*)["']$/, '$1')))
        add(line, `have no '${token.text}'`, 'write the directives themselves');
      continue;
    }
    if (kind === '{') opened.push(line);
    if (kind === '}' && directive) add(directive.line, "end each directive with ';'", "write ';'");
    if (kind === '}' && opened.pop() === undefined)
      add(line, 'close no block that it has not opened', "leave out this '}'");
    directive = undefined;
  }
  if (directive) add(directive.line, "end each directive with ';'", "write ';'");
  for (const line of opened) add(line, 'close each block', "write '}'");
  return problems;
}
