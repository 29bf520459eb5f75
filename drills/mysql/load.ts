import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WITH_ENVIRONMENT } from '../../constructs/app/app-environment';
import { readOutcomes, type Load } from '../outcomes';
import type { Site } from '../site';
import type { Statement } from './measure';

const PROGRAM = '/run/drill-client.py';
const WRITERS = 4;
const WRITES_PER_SECOND = 20;
const READS_PER_SECOND = 20;
export const MYSQL_LOAD = `${WRITERS} connections that each insert a row ${WRITES_PER_SECOND} times a second, and one that reads ${READS_PER_SECOND} times a second, through the service proxy of an app server, over TLS`;

/** Starts on `node` what client.py describes; resolves with its first outcome. */
export async function startMysqlLoad(site: Site, node: string, run: string): Promise<Load<Statement>> {
  const { id } = await site.droplet(node);
  await site.runtime.exec(id, ['sh', '-c', `cat >${PROGRAM}`], readFileSync(join(__dirname, 'client.py'), 'utf8'));
  const plan = { run, writers: WRITERS, writesPerSecond: WRITES_PER_SECOND, readsPerSecond: READS_PER_SECOND };
  const start = [WITH_ENVIRONMENT, 'python3', PROGRAM, JSON.stringify(plan)];
  const [command, ...args] = site.runtime.shell(id, start);
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const { ended, ...load } = await readOutcomes<Statement>(child);
  return {
    ...load,
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}
