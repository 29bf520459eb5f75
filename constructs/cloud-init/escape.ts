const TOKEN = /(\$\{TfToken\[[^\]]*\]\})/;

/**
 * The one door through which text written for a node passes into Terraform, which reads `${` and `%{` in every string:
 * shell's `${HOME}`, HAProxy's `%{+Q}o` and nginx's `${var}` come out as they went in. Tokens of CDK for Terraform
 * pass untouched, so a Terraform value may stand in the text.
 */
export function escapeTemplate(text: string): string {
  return text
    .split(TOKEN)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{')))
    .join('');
}

/** How many tokens stand in the text. */
export function countTokens(text: string): number {
  return (text.split(TOKEN).length - 1) / 2;
}
