const TOKEN = /(\$\{TfToken\[[^\]]*\]\})/;
const ONE_TOKEN = new RegExp(`^${TOKEN.source}$`);

/** The tokens of CDK for Terraform in a text, and what stands between them, in order. */
export function splitTokens(text: string): readonly string[] {
  return text.split(TOKEN).filter((part) => part !== '');
}

/** True for a text that is one token and nothing else. */
export function isToken(text: string): boolean {
  return ONE_TOKEN.test(text);
}

/**
 * The one door through which text written for a node passes into Terraform, which reads `${` and `%{` in every string:
 * shell's `${HOME}`, HAProxy's `%{+Q}o` and nginx's `${var}` come out as they went in. Tokens of CDK for Terraform
 * pass untouched, so a Terraform value may stand in the text.
 */
export function escapeTemplate(text: string): string {
  const parts = splitTokens(text);
  return parts.map((part, i) => (isToken(part) ? part : escapeLiteral(part, i < parts.length - 1))).join('');
}

/**
 * A `$` right before a token would make the token's own `${` an escaped one; and cdktf takes an escaped `${` without a `}` for the begin of
 * an expression, and renders the tokens in it as such.
 */
function escapeLiteral(part: string, beforeToken: boolean): string {
  const escaped = part
    .replace(/\$\{/g, (_, i: number) => (part.includes('}', i) ? '$${' : '${"$"}{'))
    .replace(/%\{/g, '%%{');
  return beforeToken ? escaped.replace(/\$$/, '${"$"}') : escaped;
}

/** How many tokens stand in the text. */
export function countTokens(text: string): number {
  return splitTokens(text).filter(isToken).length;
}
