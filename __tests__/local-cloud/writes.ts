import { startLoad } from '../../drills/load';
import { measure, succeeded, type Measurement } from '../../drills/measure';
import { Site } from '../../drills/site';
import { until } from '../../host/until';
import { settings } from './site';

/** Name of a server -> how often it has each id. */
type Stored = Readonly<Record<string, () => Promise<ReadonlyMap<string, number>>>>;

/**
 * Writes 10 ids a second meanwhile: with 25, members that join never catch up on two busy cores. None that was acknowledged may be missing on any of
 * the nodes afterwards, or be there twice.
 */
export function losesNoWrite(
  nodes: readonly string[],
  prefix: string,
  happening: () => Promise<unknown>,
): Promise<Measurement> {
  const site = new Site(settings, 'stand-in');
  const stored = Object.fromEntries(nodes.map((name) => [name, () => site.stored(prefix, name)]));
  return losesNoWriteIn(stored, prefix, happening);
}

/** The same, of servers that are asked in another way. */
export async function losesNoWriteIn(
  servers: Stored,
  prefix: string,
  happening: () => Promise<unknown>,
): Promise<Measurement> {
  const load = await startLoad(settings, prefix, { timeoutMs: 5000, perSecond: 10, postEvery: 1 });
  try {
    await happening();
  } finally {
    await load.stop();
  }
  const ids = load.outcomes.filter(({ id }) => id !== undefined);
  expect(ids.filter(succeeded).length).toBeGreaterThan(10);
  let measured = measure(ids, new Map());
  for (const [name, stored] of Object.entries(servers)) {
    const look = async () => (measured = measure(ids, await stored()));
    await until(async () => (await look()).lost === 0, 30, `${name} has every acknowledged id`);
    expect(measured).toMatchObject({ lost: 0, duplicated: 0 });
  }
  return measured;
}
