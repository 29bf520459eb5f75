/**
 * Text of others (a visitor's path in a log, a node's report, Terraform's output) on a terminal. Raw, it could move the cursor, hide lines, rename the
 * window, or write to the clipboard.
 */

/** C0 and C1 controls, DEL, and the characters that reorder a line or end it for some terminals only. */
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const LAYOUT = '\n\t';

function escapeControl(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Shows control characters as `\x1b`; lines and tabs stay. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (one) => (LAYOUT.includes(one) ? one : escapeControl(one)));
}

/** For one cell or one line of several: a line break in it would forge a line. */
export function printableLine(text: string): string {
  return text.replace(CONTROLS, escapeControl);
}

/** JSON that is safe to show too: still the same value for a program. */
export function printableJson(value: unknown): string {
  const escape = (one: string) => (one === '\n' ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return JSON.stringify(value, null, 2).replace(CONTROLS, escape);
}

export function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** An error's message, or a remark beside the output. */
export function printError(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Whether the output of a command may have colours: NO_COLOR, and `--no-color` with it, turn them off. */
export function takesColors(): boolean {
  return process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
}
