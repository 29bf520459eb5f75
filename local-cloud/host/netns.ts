import { setTimeout as wait } from 'node:timers/promises';
import { run, succeeds } from '../../host/run';

/** A killed process takes some milliseconds; one that waits for a disk, longer. */
const END_TIMEOUT = 10_000;

/** Network namespaces by name; each run's begin with its prefix. */
export async function namespaceExists(name: string): Promise<boolean> {
  return succeeds('ip', ['netns', 'exec', name, 'true']);
}

export async function addNamespace(name: string): Promise<void> {
  await run('ip', ['netns', 'add', name]);
}

/** The namespaces of a run: the router's (the run's own name), its droplets' (numbers), and `others`. Not those of a run whose name goes on. */
export async function namespacesOf(runName: string, others: readonly string[] = []): Promise<string[]> {
  const list = await run('ip', ['netns', 'list']);
  const names = list.split('\n').map((line) => line.split(' ')[0]!);
  const isOf = (rest: string) => rest === '' || /^-\d+$/.test(rest) || others.includes(rest.slice(1));
  return names.filter((name) => name.startsWith(runName) && isOf(name.slice(runName.length)));
}

/** Ends every process inside, waits until they are gone, and removes the namespace. */
export async function deleteNamespace(name: string): Promise<void> {
  for (const deadline = Date.now() + END_TIMEOUT; ; await wait(20)) {
    const pids = (await run('ip', ['netns', 'pids', name])).split('\n').filter(Boolean);
    if (pids.length === 0) break;
    if (Date.now() > deadline) throw new Error(`processes ${pids.join(', ')} in ${name} do not end`);
    for (const pid of pids) kill(Number(pid));
  }
  await run('ip', ['netns', 'del', name]);
}

/** Runs a shell script inside; fails at its first failing line. */
export async function inNamespace(name: string, script: string): Promise<string> {
  return run('ip', ['netns', 'exec', name, 'sh', '-euc', script]);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
