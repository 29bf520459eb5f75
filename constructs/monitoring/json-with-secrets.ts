import { escapeUnprintable, hasTokens, type TerraformText } from '../cloud-init/yaml-text';

/** Begin of what stands in place of a text that Terraform completes. */
const MARK = '\u0001';

/**
 * JSON, as YAML reads it, in which Terraform escapes the texts that hold its own values. (`Fn.jsonencode` of a whole document leaves quotes inside
 * its strings as they are.)
 */
export function jsonWithSecrets(document: object, terraform: TerraformText): string {
  const texts: string[] = [];
  const text = JSON.stringify(
    document,
    (_, value: unknown) => {
      if (typeof value !== 'string') return value;
      if (!hasTokens(value) && !value.startsWith(MARK)) return value;
      return `${MARK}${texts.push(hasTokens(value) ? terraform.json(value) : JSON.stringify(value)) - 1}`;
    },
    1,
  );
  return text.replace(/[^\n]+/g, escapeUnprintable).replace(/"\\u0001(\d+)"/g, (_, i: string) => texts[Number(i)]!);
}
