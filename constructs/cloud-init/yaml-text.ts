import { escapeTemplate, isToken, splitTokens } from './escape';

/** How Terraform encodes a text that holds its own values; each gives a token of CDK for Terraform. */
export interface TerraformText {
  /** The text in base64. */
  base64(text: string): string;
  /** The text as a string of JSON, quotes included. */
  json(text: string): string;
}

/*
 * YAML that Terraform renders and cloud-init's own parser (PyYAML, YAML 1.1) reads back to exactly the text that was given. All that
 * these functions return is escaped for Terraform already.
 */

/** A word that YAML 1.1 reads as text without quotes, each of which would be two bytes of 64 KiB. */
const PLAIN = /^(--?)?[A-Za-z/][\w./@+-]*$/;
const RESERVED = /^(y|n|yes|no|on|off|true|false|null)$/i;
const UNPRINTABLE = /[^\x20-\x7e]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A plain word, or in double quotes, of printable ASCII alone: Terraform composes characters (NFC), and PyYAML refuses many. */
export function yamlString(text: string, terraform: TerraformText): string {
  // JSON's strings are YAML's.
  if (hasTokens(text)) return terraform.json(text);
  return PLAIN.test(text) && !RESERVED.test(text) ? text : quoted(text);
}

/** A file's text without tokens, indented: as it is where that is safe and can be read, else in double quotes. */
export function yamlText(text: string, indent: string): string {
  if (!isPlain(text)) return quoted(text);
  const ending = text.endsWith('\n') ? '|' : '|-';
  return escapeTemplate(`${ending}\n${text.replace(/^(?=.)/gm, indent).replace(/\n$/, '')}`);
}

export function hasTokens(text: string): boolean {
  return splitTokens(text).some(isToken);
}

/** Lines of printable characters whose blanks and ends a literal block keeps. */
function isPlain(text: string): boolean {
  return /^[\x21-\x7e][\x20-\x7e\t\n]*$/.test(text) && !/[ \t]$/m.test(text) && !text.endsWith('\n\n');
}

function quoted(text: string): string {
  return escapeTemplate(`"${escapeUnprintable(text.replace(/["\\]/g, '\\$&'))}"`);
}

/** Of a text in double quotes: what YAML's parsers refuse, and what Terraform would compose (NFC). */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (one) => SHORT[one] ?? escape(one));
}

function escape(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = (digits: number) => code.toString(16).padStart(digits, '0');
  if (code <= 0xff) return `\\x${hex(2)}`;
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}
