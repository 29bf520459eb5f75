import type { PicturePart } from '../../constructs/picture/picture';
import { textWidth, wrap } from './measure';

export const TITLE_SIZE = 15;
export const TEXT_SIZE = 12;
export const LINE_HEIGHT = 16;
export const PADDING = 12;
export const TITLE_HEIGHT = 20;
export const MACHINE_HEIGHT = 42;
/** Between two machines: room for the arrow that says who takes over. */
export const GAP = 30;
/** Notes are broken to it, unless machines or a title need more. */
const TEXT_WIDTH = 340;

/** The last line of a part that has one. */
export const SINGLE_POINT = 'single point of failure';

/** A part with its size, and what is inside it. */
export interface Box {
  readonly part: PicturePart;
  readonly width: number;
  readonly height: number;
  readonly machineWidth: number;
  readonly lines: readonly string[];
}

export function boxOf(part: PicturePart): Box {
  const { machines, title, note = '' } = part;
  const machineWidth = Math.max(
    64,
    ...machines.flatMap(({ name, role = '' }) => [textWidth(name, TEXT_SIZE) + 16, textWidth(role, TEXT_SIZE) + 16]),
  );
  const row = machines.length * machineWidth + Math.max(0, machines.length - 1) * GAP;
  const head = textWidth(title, TITLE_SIZE) + (note ? 16 + textWidth(note, TEXT_SIZE) : 0);
  const inner = Math.max(
    row,
    head,
    Math.min(TEXT_WIDTH, Math.max(0, ...part.lines.map((line) => textWidth(line, TEXT_SIZE)))),
  );
  const lines = [
    ...part.lines.flatMap((line) => wrap(line, TEXT_SIZE, inner)),
    ...(part.singlePointOfFailure ? [SINGLE_POINT] : []),
  ];
  const width = Math.max(inner, ...lines.map((line) => textWidth(line, TEXT_SIZE))) + 2 * PADDING;
  const rowHeight = machines.length > 0 ? MACHINE_HEIGHT + 10 : 0;
  const height = 2 * PADDING + TITLE_HEIGHT + rowHeight + lines.length * LINE_HEIGHT;
  return { part, width, height, machineWidth, lines };
}
