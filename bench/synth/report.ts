import { median } from '../../drills/measure';
import { renderTable } from '../../host/table';
import type { SynthTimes } from './measure';

/** Medians, and the ratio within each round: absolute figures say more of the machine than of the constructs. */
export function renderSynthTimes(measured: readonly SynthTimes[]): string {
  const rows = measured.map((times, i) => {
    const before = measured[i - 1];
    return [
      String(times.droplets),
      String(times.resources),
      median(times.byHand).toFixed(0),
      median(times.constructs).toFixed(0),
      ratio(times).toFixed(2),
      before ? growth(before, times).toFixed(2) : '',
    ];
  });
  return renderTable([['DROPLETS', 'RESOURCES', 'BY HAND MS', 'CONSTRUCTS MS', 'RATIO', 'GROWTH'], ...rows]);
}

function ratio({ constructs, byHand }: SynthTimes): number {
  return median(constructs.map((time, i) => time / byHand[i]!));
}

/** The power of the number of droplets by which the constructs' time grows: 1 is linear. */
function growth(before: SynthTimes, after: SynthTimes): number {
  return Math.log(median(after.constructs) / median(before.constructs)) / Math.log(after.droplets / before.droplets);
}
