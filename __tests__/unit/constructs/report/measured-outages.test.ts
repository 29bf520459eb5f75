import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRILL_NAMES, measuredOutage } from '../../../../constructs/report/measured-outages';
import { median } from '../../../../drills/measure';

interface Figures {
  readonly name: string;
  readonly on: string;
  readonly trials: readonly { readonly outageMs?: number; readonly gapMs?: number }[];
}

const file = join(__dirname, '../../../../docs/drills/figures.json');
const figures = JSON.parse(readFileSync(file, 'utf8')) as readonly Figures[];

test.each(DRILL_NAMES)('the outage of %s is what docs/drills/figures.json says', (name) => {
  const { on, trials } = figures.find((one) => one.name === name)!;
  const outages = trials.map(({ outageMs, gapMs }) => outageMs ?? gapMs!);
  expect(measuredOutage(name)).toMatchObject({
    drill: name,
    on,
    trials: trials.length,
    medianMs: Math.round(median(outages)),
    worstMs: Math.max(...outages),
  });
});
