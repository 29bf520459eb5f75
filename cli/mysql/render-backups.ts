import { renderTable } from '../../host/table';
import { megabytes, type NodeBackups } from './backup-operator';
import { shortName } from './member';

/** What can be restored, and how the last restore drill went. */
export function renderBackups({ bases, drills, binlogs }: NodeBackups): string {
  return [
    renderTable([['BASE', 'MADE', 'BY', 'SIZE'], ...bases.map(row)]),
    '',
    `${binlogs.count} binary logs, ${megabytes(binlogs.bytes)}, the last sent ${at(binlogs.newest)}`,
    `last drill: ${drills.length > 0 ? drill(drills.at(-1)!) : 'none yet'}`,
  ].join('\n');
}

function row({ object, time, node, size }: NodeBackups['bases'][number]): string[] {
  return [object, at(time), shortName(node), megabytes(size)];
}

function drill({ time, ok, node, error, tables, rows, seconds }: NodeBackups['drills'][number]): string {
  const result = ok ? `${tables} tables with ${rows} rows restored and compared in ${seconds} s` : `failed: ${error}`;
  return `${at(time)} on ${shortName(node)}: ${result}`;
}

function at(seconds: number | null): string {
  return seconds === null ? 'never' : new Date(seconds * 1000).toISOString().slice(0, 19) + 'Z';
}
