import { styleText } from 'node:util';
import { renderTable } from '../../host/table';
import { printableLine } from '../../host/terminal';
import type { Health, NodeLine, SiteStatus, TierStatus } from './site-status';

const COLOURS = { well: 'green', degraded: 'yellow', down: 'red' } as const;
const WORDS: Readonly<Record<Health, string>> = {
  well: 'well',
  degraded: 'wants attention',
  down: 'DOWN',
};

/** For a terminal. The colours say nothing that the words do not. */
export function renderStatus(site: string, status: SiteStatus, coloured: boolean): string {
  const paint = (health: Health, text: string) => {
    const safe = printableLine(text);
    return coloured ? styleText(COLOURS[health], safe, { validateStream: false }) : safe;
  };
  const tier = (one: TierStatus) =>
    [
      `${one.title}: ${paint(one.health, WORDS[one.health])}`,
      ...one.problems.map((problem) => `  ${paint(one.health, `! ${problem}`)}`),
      renderNodes(one, paint),
    ].join('\n');
  const events = status.events.map(({ at, node, what }) => `  ${time(at)}  ${printableLine(`${node} ${what}`)}`);
  return [
    `${site}: ${paint(status.health, WORDS[status.health])}  (${status.at.slice(0, 19)}Z)`,
    ...status.tiers.map(tier),
    ['Last events', ...(events.length > 0 ? events : ['  none'])].join('\n'),
  ].join('\n\n');
}

function renderNodes({ nodes }: TierStatus, paint: (health: Health, text: string) => string): string {
  const lines = renderTable(nodes.map((node) => cells(node).map(printableLine))).split('\n');
  return nodes
    .flatMap(({ health, problems }, i) => [
      `  ${paint(health, health === 'well' ? '●' : health === 'degraded' ? '◐' : '○')} ${lines[i]}`,
      ...problems.map((problem) => `      ${paint(health, problem)}`),
    ])
    .join('\n');
}

function cells({ name, health, status }: NodeLine): readonly string[] {
  if (!status) return [name, WORDS[health], '', '', '', ''];
  const { role, draining, load, memoryUsed, volumesUsed, certificateDays } = status;
  const volumes = Object.entries(volumesUsed).map(([path, used]) => `${path} ${used} %`);
  return [
    name,
    [role, draining ? 'draining' : ''].filter(Boolean).join(', '),
    `load ${load.toFixed(2)}`,
    `memory ${memoryUsed} %`,
    volumes.join(', '),
    certificateDays === null ? '' : `certificate ${certificateDays} days`,
  ];
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
