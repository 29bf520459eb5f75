import { renderTable } from '../../host/table';
import type { MeasuredOutage } from './measured-outages';
import type { CostLine, MonthlyCost } from './monthly-cost';
import type { Report } from './report';

/** For people at a terminal. */
export function renderReport(report: Report): string {
  return [...singlePoints(report), '', ...survived(report), '', ...cost(report.monthlyCost), '', ...notes(report)].join(
    '\n',
  );
}

function singlePoints({ singlePointsOfFailure: points }: Report): readonly string[] {
  if (points.length === 0) return ['Single points of failure: none.'];
  return [
    `Single points of failure: ${points.length}`,
    ...points.flatMap(({ construct, lost, takesDown, until, remedy, outageWithRemedy }) => [
      '',
      `  ${construct}: ${lost}`,
      `    takes down  ${takesDown}, until ${until}`,
      `    remedy      ${remedy}`,
      `    outage then ${outage(outageWithRemedy)}`,
    ]),
  ];
}

function survived({ survivedLosses: losses }: Report): readonly string[] {
  const rows = losses.map((loss) => [loss.construct, loss.lost, outage(loss.outage)]);
  return ['Losses that others make up for', ...table([['TIER', 'LOST', 'OUTAGE'], ...rows])];
}

function cost({ tiers, totalUsd, unknown }: MonthlyCost): readonly string[] {
  const rows = tiers.flatMap(({ tier, lines, monthlyUsd }) => [
    ...lines.map((line, i) => [i === 0 ? tier : '', item(line), line.monthlyUsd?.toFixed(2) ?? 'unknown']),
    ...(lines.length > 1 ? [['', '', monthlyUsd.toFixed(2)]] : []),
  ]);
  const rest = unknown.length > 0 ? [`  Not in the total, for its price is not known: ${unknown.join(', ')}.`] : [];
  const total = ['TOTAL', '', totalUsd.toFixed(2)];
  return ['Cost a month, US dollars', ...table([['TIER', 'WHAT', 'COST'], ...rows, total], 2), ...rest];
}

function notes({ singlePointsOfFailure, survivedLosses, monthlyCost }: Report): readonly string[] {
  const outages = [
    ...singlePointsOfFailure.map(({ outageWithRemedy }) => outageWithRemedy),
    ...survivedLosses.map((loss) => loss.outage),
  ].flatMap((one) => (one?.note ? [`${one.drill}: ${one.note}.`] : []));
  return [
    "Not counted: the loss of the region, and of DigitalOcean's and Cloudflare's own services.",
    ...(outages.length > 0 ? ['Outages are medians of drills on the local cloud.', ...new Set(outages)] : []),
    ...monthlyCost.sources.map(
      ({ on, source, note }) => `Prices of ${on}: ${source}${note === undefined ? '' : ` (${note})`}.`,
    ),
  ];
}

function item({ item, count }: CostLine): string {
  return count === undefined ? item : `${count} x ${item}`;
}

function outage(measured: MeasuredOutage | undefined): string {
  if (!measured) return 'not measured';
  const { drill, medianMs, on, trials } = measured;
  const time = medianMs === 0 ? 'nothing' : `${(medianMs / 1000).toFixed(1)} s`;
  return `${time} (${drill}, ${on}, ${trials === 1 ? 'one trial' : `${trials} trials`})`;
}

function table(rows: readonly (readonly string[])[], right?: number): readonly string[] {
  return renderTable(rows, right)
    .split('\n')
    .map((line) => `  ${line}`);
}
