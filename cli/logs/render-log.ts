import { printableLine } from '../../host/terminal';
import type { Followed, LogLine } from './follow-request';

/** What the head of the lines says, or what the time already does. */
const LEFT_OUT = ['time', 'request_id'];

/** For a terminal: a line of what, and one of all that is known. */
export function renderLog(id: string, { lines, missing }: Followed): string {
  const found = lines.length > 0 ? lines.map(render) : [`No node knows a request ${id}: an older one? (--hours)`];
  return [...found, ...missing.map((one) => `Not asked: ${printableLine(one)}`)].join('\n');
}

function render({ node, at, program, fields, text }: LogLine): string {
  const when = new Date(at).toISOString().slice(0, 23).replace('T', ' ');
  const known = Object.entries(fields)
    .filter(([name, value]) => !LEFT_OUT.includes(name) && value !== '')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return printableLine(`${when}Z  ${node.padEnd(8)} ${program.padEnd(9)} ${text ?? known.join(' ')}`);
}
