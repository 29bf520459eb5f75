/** Runs inside the namespaces that bench.ts makes: starts the stand, measures, prints the table; ends with 1 when a goal is missed. */
import { setTimeout as wait } from 'node:timers/promises';
import { METRICS_PORT } from '../constructs/load-balancer/haproxy-model';
import { imageOf } from '../local-cloud/image/build';
import { readSettings } from '../local-cloud/settings';
import { cpuTime } from './cpu-time';
import { load } from './h2load';
import { judge, type Measurement, type Round } from './report';
import { startStand, type Stand } from './stand';
import { targets, type Target } from './targets';

/** Until HAProxy has found nginx, and nginx the app. */
const READY_WITHIN_MS = 20_000;
const WARM_UP_REQUESTS = 1000;

/** Waits until it answers; gives its requests a second, roughly. */
async function ready(target: Target): Promise<number> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return (await load(target, WARM_UP_REQUESTS)).perSecond;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${target.title} is not ready`, { cause: error });
    }
  }
}

async function whileWatched<T>({ metricsEveryMs }: Target, work: () => Promise<T>): Promise<T> {
  if (!metricsEveryMs) return work();
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`);
    if (!answer.ok || !(await answer.text()).includes('haproxy_process_')) throw new Error('HAProxy tells no metrics');
  };
  let working = true;
  const watch = async () => {
    for (; working; await wait(metricsEveryMs)) await ask();
  };
  const [result] = await Promise.all([work().finally(() => (working = false)), watch()]);
  return result;
}

async function measure({ haproxy }: Stand, target: Target, requests: number): Promise<Measurement> {
  if (!target.haproxy) return load(target, requests);
  const pid = haproxy[target.haproxy];
  const before = cpuTime(pid);
  const result = await whileWatched(target, () => load(target, requests));
  return { ...result, haproxyMicroseconds: (cpuTime(pid) - before) / result.requests };
}

async function main(count: number, seconds: number): Promise<void> {
  const stand = await startStand(imageOf(readSettings()));
  const requests = new Map<Target, number>();
  for (const target of targets) requests.set(target, Math.ceil((await ready(target)) * seconds));
  const rounds: Round[] = [];
  for (let i = 1; i <= count; i++) {
    console.error(`round ${i} of ${count}`);
    const measured: [string, Measurement][] = [];
    for (const target of targets) measured.push([target.name, await measure(stand, target, requests.get(target)!)]);
    rounds.push(Object.fromEntries(measured) as Round);
  }
  const { table, met } = judge(rounds);
  console.log(`${stand.versions.join(', ')}; medians of ${count} rounds of about ${seconds} s a line\n\n${table}`);
  process.exit(met ? 0 : 1);
}

// The first process of a namespace ignores what it has no handler for.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const [count, seconds] = process.argv.slice(2).map(Number);
main(count!, seconds!).catch((error: Error) => {
  console.error(error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message);
  process.exit(1);
});
