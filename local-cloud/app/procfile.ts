/** The processes of a Procfile, by name: each line is `name: command`. Throws what is wrong with it, all lines at once. */
export function parseProcfile(text: string): Readonly<Record<string, string>> {
  const processes: Record<string, string> = {};
  const faults: string[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, command] = /^([A-Za-z0-9_-]+):\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || command === undefined) faults.push(`line ${i + 1} is no 'name: command': ${line}`);
    else if (name in processes) faults.push(`line ${i + 1} names '${name}' a second time`);
    else processes[name] = command;
  }
  if (faults.length > 0) throw new Error(`The Procfile cannot be read:\n  ${faults.join('\n  ')}`);
  return processes;
}
