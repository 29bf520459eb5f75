import { succeeded, type Outcome } from './measure';
import type { Mark } from './under-load';

const WIDTH = 760;
const HEIGHT = 170;
const LEFT = 46;
const TOP = 34;
const BOTTOM = 24;

/** A trial as an SVG: answers and failures a second over time, the slowest answer of each, and the moments of the fault. Light and dark. */
export function plot(title: string, outcomes: readonly Outcome[], marks: readonly Mark[]): string {
  const seconds = Math.ceil(outcomes.reduce((last, { at }) => Math.max(last, at / 1000), 1));
  const bucket = bucketSeconds(seconds);
  const buckets = Array.from({ length: Math.ceil(seconds / bucket) }, () => ({ good: 0, bad: 0, slowest: 0 }));
  for (const one of outcomes) {
    const into = buckets[Math.min(buckets.length - 1, Math.floor(one.at / 1000 / bucket))]!;
    if (succeeded(one)) into.good++;
    else into.bad++;
    into.slowest = Math.max(into.slowest, one.milliseconds);
  }
  const most = Math.max(1, ...buckets.map(({ good, bad }) => good + bad)) / bucket;
  const x = (second: number) => round(LEFT + (second / seconds) * (WIDTH - LEFT - 10));
  const y = (perSecond: number) => round(HEIGHT - BOTTOM - (perSecond / most) * (HEIGHT - TOP - BOTTOM));
  const width = round(x(bucket) - x(0) - 0.5);
  const bars = buckets
    .flatMap(({ good, bad, slowest }, i) => [
      bar('good', x(i * bucket), y(good / bucket), width, y(0) - y(good / bucket)),
      bad > 0 ? bar('bad', x(i * bucket), y((good + bad) / bucket), width, y(0) - y(bad / bucket)) : '',
      slowest > 1000
        ? `<text class="slow" x="${x(i * bucket)}" y="${HEIGHT - BOTTOM - 4}">${(slowest / 1000).toFixed(1)}s</text>`
        : '',
    ])
    .join('');
  const events = marks
    .map(({ at, what }, i) => {
      const place = x(at / 1000);
      const end = place > WIDTH * 0.7;
      return `<path class="mark" d="M${place} ${TOP - 4}V${HEIGHT - BOTTOM}"/><text x="${place + (end ? -3 : 3)}" y="${TOP + 8 + (i % 4) * 12}"${end ? ' text-anchor="end"' : ''}>${escape(what)}</text>`;
    })
    .join('');
  const step = bucketSeconds(seconds * 10);
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => i * step)
    .map((second) => `<text class="tick" x="${x(second)}" y="${HEIGHT - 8}">${second} s</text>`)
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(title)}">
<style>text{font:11px system-ui,sans-serif;fill:#334}.title{font-weight:600;font-size:13px}.tick{fill:#778}.good{fill:#7aa6da}.bad{fill:#d64545}.slow{font-size:9px;fill:#a60}.mark{stroke:#556;stroke-dasharray:3 2}
@media(prefers-color-scheme:dark){text{fill:#dde}.tick{fill:#99a}.good{fill:#4c7fb8}.bad{fill:#f06a6a}.slow{fill:#e8b04a}.mark{stroke:#aab}}</style>
<text class="title" x="${LEFT}" y="16">${escape(title)}</text><text class="tick" x="4" y="${TOP + 4}">${Math.round(most)}/s</text>
${bars}
${events}${ticks}
</svg>
`;
}

/** At most about 150 buckets, of a length that people count in. */
function bucketSeconds(seconds: number): number {
  return [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60].find((length) => seconds / length <= 150) ?? 60;
}

function bar(kind: string, x: number, y: number, width: number, height: number): string {
  return height > 0
    ? `<rect class="${kind}" x="${x}" y="${round(y)}" width="${width}" height="${round(height)}"/>`
    : '';
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
