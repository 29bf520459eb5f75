import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { EDGE_ADDRESS, VISITOR_ADDRESS } from '../local-cloud/addresses';
import { visitorCaFile } from '../local-cloud/network/edge-certificates';
import { outsideNamespace } from '../local-cloud/network/outside';
import { addOutsideAddresses } from '../local-cloud/network/plug-outside';
import type { Settings } from '../local-cloud/settings';
import type { Outcome } from './measure';
import { loadGenerator, type LoadGenerator } from './load-generator/generator';
import { readOutcomes, type Load } from './outcomes';

/** Input of a load generator. */
export interface LoadPlan {
  readonly edge: string;
  readonly port: number;
  readonly host: string;
  /** PEM. */
  readonly ca: string;
  readonly visitors: readonly string[];
  readonly perSecond: number;
  /** Of the GET requests. */
  readonly path: string;
  /** Every how many requests one is a POST. */
  readonly postEvery: number;
  /** Of the ids that are stored. */
  readonly prefix: string;
  readonly timeoutMs: number;
}

export const PER_SECOND = 200;
const POST_EVERY = 20;
const VISITORS = 20;

export interface VisitorLoad extends Load<Outcome> {
  readonly generator: LoadGenerator['name'];
}

/** Starts by default `PER_SECOND` requests a second through the edge: half on kept connections, half on new ones; one of 20 stores an id. */
export async function startLoad(
  settings: Settings,
  prefix: string,
  other: Partial<LoadPlan> & Pick<LoadPlan, 'timeoutMs'>,
): Promise<VisitorLoad> {
  const visitors = Array.from({ length: VISITORS }, (_, i) => VISITOR_ADDRESS.replace(/\d+$/, String(20 + i)));
  const plan: LoadPlan = {
    edge: EDGE_ADDRESS,
    port: 443,
    host: 'www.foobar.com',
    ca: readFileSync(visitorCaFile(settings.stateDir), 'utf8'),
    visitors,
    perSecond: PER_SECOND,
    path: '/app.js',
    postEvery: POST_EVERY,
    prefix,
    ...other,
  };
  await addOutsideAddresses(settings.run, plan.visitors);
  const { name, command } = await loadGenerator(settings.cacheDir);
  const child = spawn(
    'ip',
    ['netns', 'exec', outsideNamespace(settings.run, 'visitors'), ...command, JSON.stringify(plan)],
    {
      cwd: join(__dirname, '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  // What measures comes first: a load that has to wait for a processor would be counted as a site that does not answer.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_HIGH);
  const { ended, ...load } = await readOutcomes<Outcome>(child);
  return {
    ...load,
    generator: name,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
