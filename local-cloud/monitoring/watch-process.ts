/**
 * DigitalOcean's monitoring: measures, visits, judges and tells. Started by watcher.ts; a process of its own, so that a busy API
 * delays no alert. Ends with the daemon.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { readSettings } from '../settings';
import { Watch } from './watch';

const log = (line: string) => console.error(new Date().toISOString(), `monitoring: ${line}`);

async function main(): Promise<void> {
  const watch = new Watch(readSettings(), log);
  for (;;) {
    await watch.look().catch((error: Error) => log(error.stack ?? error.message));
    await wait(1000);
  }
}

process.once('disconnect', () => process.exit(0));
void main();
