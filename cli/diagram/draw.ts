import type { Picture } from '../../constructs/picture/picture';
import {
  GAP,
  LINE_HEIGHT,
  MACHINE_HEIGHT,
  PADDING,
  SINGLE_POINT,
  TEXT_SIZE,
  TITLE_HEIGHT,
  TITLE_SIZE,
  type Box,
} from './boxes';
import { layoutOf, type Layout, type Point, type Rectangle } from './layout';
import { textWidth } from './measure';

/** Selector, then declarations: by day, and by night. */
const STYLES: readonly (readonly [selector: string, light: string, dark: string])[] = [
  ['.page', 'fill:#ffffff', 'fill:#0d1117'],
  ['text', 'fill:#1f2328', 'fill:#e6edf3'],
  ['.quiet', 'fill:#59636e', 'fill:#9198a1'],
  ['.alarm', 'fill:#d1242f', 'fill:#ff7b72'],
  ['.network', 'fill:#f6f8fa;stroke:#8c959f', 'fill:#161b22;stroke:#656d76'],
  ['.tier', 'fill:#ddf4ff;stroke:#0969da', 'fill:#0c2d4d;stroke:#4493f8'],
  ['.managed', 'fill:#fff1e5;stroke:#bc4c00', 'fill:#3d2008;stroke:#db6d28'],
  ['.people', 'fill:#f6f8fa;stroke:#59636e', 'fill:#21262d;stroke:#9198a1'],
  ['.machine', 'fill:#ffffff;stroke:#59636e', 'fill:#0d1117;stroke:#9198a1'],
  ['.first', 'stroke:#1a7f37;stroke-width:2', 'stroke:#3fb950;stroke-width:2'],
  ['.arrow', 'stroke:#1f2328', 'stroke:#e6edf3'],
  ['.head', 'fill:#1f2328', 'fill:#e6edf3'],
  ['.takeover', 'stroke:#1a7f37', 'stroke:#3fb950'],
  ['.takeover-head', 'fill:#1a7f37', 'fill:#3fb950'],
];
const FIXED = `text{font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;font-size:${TEXT_SIZE}px}
.title{font-size:${TITLE_SIZE}px;font-weight:600}
.network{stroke-dasharray:6 4}
.arrow{fill:none;stroke-width:1.5}
.takeover{fill:none;stroke-width:1.5;stroke-dasharray:4 3}`;
const LEGEND_HEIGHT = 18;

/** SVG that follows the reader's light or dark theme. The same picture gives the same bytes. */
export function drawPicture(picture: Picture): string {
  const layout = layoutOf(picture);
  const takeovers = picture.parts.some(({ machines }) => rolesDiffer(machines));
  const legend = [
    ...(picture.arrows.length > 0 ? ['arrow: may connect, to these TCP ports of the firewall'] : []),
    ...(takeovers ? ['dashed arrow: takes over when the one with the green border is lost'] : []),
    ...picture.legend,
  ];
  const width = Math.max(layout.width, ...legend.map((line) => textWidth(line, TEXT_SIZE) + 32));
  const height = layout.height + legend.length * LEGEND_HEIGHT + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="architecture">
<style>
${FIXED}
${theme(1)}
@media (prefers-color-scheme:dark){
${theme(2)}
}
</style>
<defs>${marker('head')}${marker('takeover-head')}</defs>
<rect class="page" width="${width}" height="${height}"/>
<g transform="translate(${round((width - layout.width) / 2 - layout.x)} 0)">
${drawLayout(layout)}
</g>
${legend.map((line, i) => text({ x: 16, y: layout.height + 12 + i * LEGEND_HEIGHT }, line, 'quiet')).join('\n')}
</svg>
`;
}

function theme(column: 1 | 2): string {
  return STYLES.map((style) => `${style[0]}{${style[column]}}`).join('\n');
}

function marker(name: string): string {
  return `<marker id="${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="${name}" d="M0 0L8 4L0 8z"/></marker>`;
}

function drawLayout({ networks, boxes, arrows }: Layout): string {
  return [
    ...networks.flatMap(({ title, ...place }) => [
      rectangle(place, 'network'),
      text({ x: place.x + 10, y: place.y + 17 }, title, 'quiet'),
    ]),
    ...arrows.map(({ points }) => path(points, 'arrow', 'head')),
    ...boxes.flatMap(({ box, ...place }) => drawBox(box, place)),
    ...arrows.flatMap(({ arrow, label }) =>
      arrow.label ? [text({ x: label.x - textWidth(arrow.label, TEXT_SIZE) / 2, y: label.y + 4 }, arrow.label)] : [],
    ),
  ].join('\n');
}

function drawBox({ part, machineWidth, lines }: Box, place: Rectangle): readonly string[] {
  const { machines, title, note, kind } = part;
  const top = place.y + PADDING;
  const row = machines.length * machineWidth + (machines.length - 1) * GAP;
  const left = place.x + (place.width - row) / 2;
  const machineY = top + TITLE_HEIGHT + 2;
  const textY = machines.length > 0 ? machineY + MACHINE_HEIGHT + 8 : top + TITLE_HEIGHT;
  const dashed = rolesDiffer(machines);
  return [
    rectangle(place, kind),
    text({ x: place.x + PADDING, y: top + 13 }, title, 'title'),
    ...(note ? [text({ x: place.x + place.width - PADDING, y: top + 13 }, note, 'quiet', 'end')] : []),
    ...machines.flatMap(({ name, role }, i) => {
      const x = left + i * (machineWidth + GAP);
      const middle = x + machineWidth / 2;
      const shape = { x, y: machineY, width: machineWidth, height: MACHINE_HEIGHT };
      const border = dashed && role === machines[0]!.role ? 'machine first' : 'machine';
      return [
        rectangle(shape, border),
        text({ x: middle, y: machineY + (role ? 17 : 26) }, name, '', 'middle'),
        ...(role ? [text({ x: middle, y: machineY + 33 }, role, 'quiet', 'middle')] : []),
        // To the one that it takes the place of.
        ...(i > 0 && dashed && role !== 'read replica'
          ? [
              path(
                [
                  { x: x - 2, y: machineY + MACHINE_HEIGHT / 2 },
                  { x: x - GAP + 3, y: machineY + MACHINE_HEIGHT / 2 },
                ],
                'takeover',
                'takeover-head',
              ),
            ]
          : []),
      ];
    }),
    ...lines.map((line, i) =>
      text({ x: place.x + PADDING, y: textY + 12 + i * LINE_HEIGHT }, line, line === SINGLE_POINT ? 'alarm' : 'quiet'),
    ),
  ];
}

function rolesDiffer(machines: Picture['parts'][number]['machines']): boolean {
  return new Set(machines.map(({ role }) => role)).size > 1;
}

function rectangle({ x, y, width, height }: Rectangle, className: string): string {
  return `<rect class="${className}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/>`;
}

function path(points: readonly Point[], className: string, end: string): string {
  const d = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return `<path class="${className}" d="${d}" marker-end="url(#${end})"/>`;
}

function text({ x, y }: Point, content: string, className = '', anchor?: 'middle' | 'end'): string {
  const attributes = [className && ` class="${className}"`, anchor && ` text-anchor="${anchor}"`]
    .filter(Boolean)
    .join('');
  return `<text x="${round(x)}" y="${round(y)}"${attributes}>${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
