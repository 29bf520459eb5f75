import type { Status } from './finding';
import type { DoctorReport, ReportedFinding } from './run-doctor';

const COLORS: Readonly<Record<Status, number>> = { ok: 32, warning: 33, failure: 31, skipped: 2 };
/** Put before the names of the statuses, so that a line reads without colours, too. */
const MARKS: Readonly<Record<Status, string>> = { ok: '✓', warning: '!', failure: '✗', skipped: '-' };

export interface RenderOptions {
  readonly colors: boolean;
  /** Leaves out what is in order. */
  readonly quiet?: boolean;
  /** Makes text of an API or of a file safe for a terminal, for one line. */
  readonly escape: (text: string) => string;
}

/** One line for each finding, its remedy at the end. */
export function renderReport(report: DoctorReport, { colors, quiet = false, escape }: RenderOptions): string {
  const paint = (status: Status, text: string) => (colors ? `\x1b[${COLORS[status]}m${text}\x1b[0m` : text);
  const width = Math.max(0, ...report.findings.map(({ check }) => check.length));
  const line = ({ status, check, message, remedy }: ReportedFinding) => {
    const end = remedy === undefined ? '' : ` (${escape(remedy)})`;
    return `${paint(status, `${MARKS[status]} ${status.padEnd(7)}`)}  ${check.padEnd(width)}  ${escape(message)}${end}`;
  };
  const shown = report.findings.filter(({ status }) => !quiet || status === 'warning' || status === 'failure');
  return [...shown.map(line), summary(report)].join('\n');
}

function summary({ stack, counts }: DoctorReport): string {
  const parts = [
    `${counts.failure} ${counts.failure === 1 ? 'failure' : 'failures'}`,
    `${counts.warning} ${counts.warning === 1 ? 'warning' : 'warnings'}`,
    `${counts.ok} ok`,
    `${counts.skipped} skipped`,
  ];
  const verdict = counts.failure > 0 ? 'a deploy would fail' : 'nothing is in the way of a deploy';
  return `${stack}: ${parts.join(', ')}: ${verdict}.`;
}
