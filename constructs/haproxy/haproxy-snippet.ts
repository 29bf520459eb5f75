import { checkShapes } from '../check-shapes';
import { checkSnippets, type TextProblem } from '../http/snippet';
import type { PropChecks } from '../validation';

/** Of HAProxy's configuration: a line that begins with one of them ends the section before it. */
const SECTIONS = [
  ...['acme', 'backend', 'cache', 'crt-store', 'defaults', 'fcgi-app', 'frontend', 'global', 'http-errors', 'listen'],
  ...['log-forward', 'log-profile', 'mailers', 'peers', 'program', 'resolvers', 'ring', 'traces', 'userlist'],
];

/**
 * Lines for HAProxy that no prop of this package writes. They are part of the nodes' user-data: a change replaces the tier's nodes. A node has
 * HAProxy check them before it takes them; when it refuses them, the deploy fails with its words, and the old nodes serve on.
 *
 * @example
 * import { HaproxySnippet } from 'cdktf-web-infrastructure';
 *
 * HaproxySnippet.frontend('no-robots', 'http-request deny deny_status 403 if { req.hdr(User-Agent) -m sub BadBot }');
 */
export class HaproxySnippet {
  /**
   * Of load balancers: in the frontend that has the site's requests, after its own rules and before it chooses a backend. Of a service
   * proxy: in the part of each service that its callers connect to.
   */
  public static frontend(name: string, text: string): HaproxySnippet {
    checkShapes('HaproxySnippet.frontend', { name, text });
    return new HaproxySnippet('frontend', name, text);
  }

  /** In each backend with servers, after what this package writes of it and before the servers. */
  public static backend(name: string, text: string): HaproxySnippet {
    checkShapes('HaproxySnippet.backend', { name, text });
    return new HaproxySnippet('backend', name, text);
  }

  private constructor(
    /** Where it stands. */
    public readonly level: 'frontend' | 'backend',
    /** Names it in messages: lower-case letters, digits and hyphens. */
    public readonly name: string,
    /** Lines as HAProxy reads them. */
    public readonly text: string,
  ) {}
}

export function checkHaproxySnippets(checks: PropChecks, prop: string, snippets: readonly HaproxySnippet[]): void {
  checkSnippets(checks, prop, snippets, problemsOf);
}

function problemsOf(text: string): readonly TextProblem[] {
  return text.split('\n').flatMap((line, i): TextProblem[] => {
    const [word] = /^[^\s#]*/.exec(line.trim())!;
    const at = (rule: string, remedy: string) => [{ line: i + 1, rule, remedy }];
    if (SECTIONS.includes(word)) return at('begin no section', 'write lines of the section that the snippet is for');
    // Quotes, escapes and variables could make a section's name of it.
    if (word !== '' && !/^[A-Za-z][\w-]*$/.test(word))
      return at('begin each line with a plain keyword', 'write it out');
    return isClosed(line) ? [] : at('close quotes on the line that opens them', 'write each line whole');
  });
}

/** As HAProxy reads a line: a backslash takes the next character, also in double quotes. */
function isClosed(line: string): boolean {
  const rest = line.replace(/\\[^]|'[^']*'|"(\\[^]|[^"\\])*"|#.*$/g, '');
  return !/['"\\]/.test(rest);
}

/** The lines of one level, each snippet between two comments by which check-haproxy names it. */
export function renderHaproxySnippets(snippets: readonly HaproxySnippet[], level: HaproxySnippet['level']): string {
  return snippets
    .filter((one) => one.level === level)
    .map(({ name, text }) => `  # snippet '${name}'\n${linesOf(text).join('\n')}\n  # end of '${name}'\n`)
    .join('');
}

/** With the indent that the sections have. */
export function linesOf(text: string): readonly string[] {
  return text
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => `  ${line.trim()}`.trimEnd());
}
