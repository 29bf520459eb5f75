/** Variables for a shell to evaluate. */
export function renderExports(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return lines.join('\n');
}

/** As it is where a shell knows none of its characters. */
function shellWord(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
