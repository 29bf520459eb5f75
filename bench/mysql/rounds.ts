/** Runs inside the namespaces that bench.ts makes: starts the stand, measures, prints the section; `publish` writes it into docs/throughput.md. */
import { imageOf } from '../../local-cloud/image/build';
import { readSettings } from '../../local-cloud/settings';
import { machine, publish } from '../section';
import { mysqlSection, type Round } from './report';
import { LOADS } from './slap';
import { Stand } from './stand';
import { topologies } from './topologies';

const WARM_UP = 2000;

async function main(count: number, seconds: number, disk: string, publishing: boolean): Promise<void> {
  const stand = await Stand.start(imageOf(readSettings()), disk);
  const lines = [];
  for (const topology of topologies)
    for (const load of LOADS) {
      const queries = Math.ceil((await stand.load(topology, load, WARM_UP)) * seconds);
      lines.push({ topology, load, queries });
    }
  const rounds: Round[] = [];
  for (let i = 1; i <= count; i++) {
    console.error(`round ${i} of ${count}`);
    const round: Record<string, Record<string, number>> = {};
    for (const { topology, load, queries } of lines)
      (round[topology.name] ??= {})[load.name] = await stand.load(topology, load, queries);
    rounds.push(round as Round);
  }
  const servers = `MySQL ${await stand.version}, all servers on one machine (${machine()}, one disk).`;
  const section = mysqlSection(rounds, servers, new Date().toISOString().slice(0, 10));
  console.log(section);
  if (publishing) publish('mysql', section);
  process.exit(0);
}

// The first process of a namespace ignores what it has no handler for.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const [count, seconds, disk, publishing] = process.argv.slice(2);
main(Number(count), Number(seconds), disk!, publishing === 'publish').catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
