import { startLoad } from '../../drills/load';
import { measure, succeeded, type Measurement } from '../../drills/measure';
import { Site } from '../../drills/site';
import { settings, until } from './site';

/** Writes 25 ids a second meanwhile. None that was acknowledged may be missing on any of the nodes afterwards, or be there twice. */
export async function losesNoWrite(
  nodes: readonly string[],
  prefix: string,
  happening: () => Promise<void>,
): Promise<Measurement> {
  const site = new Site(settings, 'stand-in');
  const load = await startLoad(settings, prefix, { timeoutMs: 5000, perSecond: 50, postEvery: 2 });
  try {
    await happening();
  } finally {
    await load.stop();
  }
  const ids = load.outcomes.filter(({ id }) => id !== undefined);
  expect(ids.filter(succeeded).length).toBeGreaterThan(20);
  for (const name of nodes) {
    await until(
      async () => measure(ids, await site.stored(prefix, name)).lost === 0,
      30,
      `${name} has every acknowledged id`,
    );
    expect(measure(ids, await site.stored(prefix, name))).toMatchObject({ lost: 0, duplicated: 0 });
  }
  return measure(ids, new Map());
}
