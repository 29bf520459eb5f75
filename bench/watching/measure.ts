/** Brings up a site that is watched, reads twice what that takes, prints it; `publish` writes it into docs/throughput.md. */
import { setTimeout as wait } from 'node:timers/promises';
import { bringUpWatched } from '../../drills/alerts/runner';
import { Site } from '../../drills/site';
import { readSettings } from '../../local-cloud/settings';
import { machine, publish } from '../section';
import { READ_UNITS, parseReadings, type Readings } from './readings';
import { watchingSection } from './report';

const NODES = ['lb-1', 'web-1', 'app-1', 'mysql-1', 'monitoring-1', 'monitoring-2'];

async function main(seconds: number, publishing: boolean): Promise<void> {
  const site = new Site(readSettings(), 'stand-in');
  await bringUpWatched(site, (what) => console.error(what));
  await site.untilWell(300, (complaint) => console.error(`waiting: ${complaint}`));
  const read = async (): Promise<readonly Readings[]> =>
    Promise.all(NODES.map(async (node) => parseReadings(await site.on(node, READ_UNITS))));
  const before = await read();
  console.error(`measuring for ${seconds} s`);
  await wait(seconds * 1000);
  const after = await read();
  const nodes = NODES.map((node, i) => ({ node, before: before[i]!, after: after[i]! }));
  const section = watchingSection(nodes, seconds, machine(), new Date().toISOString().slice(0, 10));
  console.log(section);
  if (publishing) publish('watching', section);
}

const [seconds, publishing] = process.argv.slice(2);
main(Number(seconds), publishing === 'publish').catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
