import type { ScratchProject } from './scratch-project';

/** Microseconds of CPU time that an expression takes in a new process: what else runs does not count. */
async function once(project: ScratchProject, expression: string): Promise<number> {
  const script = `const start = process.cpuUsage(); ${expression}; const { user, system } = process.cpuUsage(start); console.log(user + system)`;
  return Number(await project.node(script));
}

/**
 * How much longer the package takes to load than what it needs anyway, as a ratio. In turn, so that a busy machine's cold caches
 * meet all alike; the least of each, for whatever else runs can only add to it.
 */
export async function importCost(
  project: ScratchProject,
  expression: string,
  bare: string,
  samples = 12,
): Promise<number> {
  const least: Record<string, number> = { [expression]: Infinity, [bare]: Infinity };
  for (let sample = 0; sample < samples; sample++) {
    for (const name of [bare, expression]) least[name] = Math.min(least[name]!, await once(project, name));
  }
  return least[expression]! / least[bare]!;
}
