/** Columns that line up. The first row may be a head; numbers stand to the right in column `right`. */
export function renderTable(rows: readonly (readonly string[])[], right?: number): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const pad = (cell: string, column: number) =>
    column === right ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** The first row is the head. */
export function markdownTable([head, ...rows]: readonly (readonly (string | number)[])[]): string {
  return [head!, head!.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
