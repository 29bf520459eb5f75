const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** A value for an option file of MySQL, which reads back any text without NUL: in quotes where blanks, quotes, `#` or `\` would mean something. */
export function cnfValue(text: string): string {
  if (/^[\w.,:/@+=%*-]+( [\w.,:/@+=%*-]+)*$/.test(text)) return text;
  return `"${text.replace(/[\n\r\t"\\]/g, (one) => ESCAPES[one]!)}"`;
}
