import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultClass, Struck } from '../../../chaos/faults/fault-class';
import { classOf } from '../../../chaos/faults/classes';
import { StruckFaults } from '../../../chaos/struck-faults';
import { withFakeClock } from '../fake-clock';
import { recordingCluster } from './recording-cluster';

const fault = (number: number, name: string, node: string): Struck => ({
  number,
  name,
  nodes: [node],
  parameters: { percent: 5 },
  seconds: 10,
});
const LOSS = fault(1, 'loss', 'web-1');
const CUT = fault(2, 'cut', 'web-2');
const OFF = fault(3, 'power-off', 'mysql-1');

test('what a run that was killed has left is healed by the next one, power first', async () => {
  const { cluster, lines } = recordingCluster();
  const killed = new StruckFaults(cluster.site.settings, classOf);
  for (const one of [LOSS, CUT, OFF]) await killed.strike(cluster, one);
  lines.length = 0;
  const next = new StruckFaults(cluster.site.settings, classOf);
  expect(next.list.map(({ name }) => name)).toEqual(['loss', 'cut', 'power-off']);
  await next.healAll(cluster);
  expect(lines).toEqual([
    'power mysql-1: start',
    'web-1# nft delete table inet chaos_1 2>/dev/null || :',
    'mend web-2',
  ]);
  expect(next.list).toEqual([]);
  expect(existsSync(join(cluster.site.settings.stateDir, 'chaos-struck.json'))).toBe(false);
});

test('a fault is noted before it comes about, also where it does not', async () => {
  const { cluster } = recordingCluster();
  const fails: FaultClass = { ...classOf('loss'), strike: () => Promise.reject(new Error('droplet 3 is off')) };
  const struck = new StruckFaults(cluster.site.settings, () => fails);
  await expect(struck.strike(cluster, LOSS)).rejects.toThrow('droplet 3 is off');
  expect(new StruckFaults(cluster.site.settings, classOf).list).toEqual([LOSS]);
});

test('a fault whose end another one stands in the way of is healed once that is', async () => {
  await withFakeClock({}, async (clock) => {
    const { cluster } = recordingCluster();
    let attempts = 0;
    const late: FaultClass = {
      ...classOf('loss'),
      heal: () => (++attempts < 3 ? Promise.reject(new Error('the node is off')) : Promise.resolve()),
    };
    const struck = new StruckFaults(cluster.site.settings, () => late);
    await struck.strike(cluster, LOSS);
    const told: string[] = [];
    const healing = struck.healAll(cluster, (what) => told.push(what));
    await clock.runAllAsync();
    await healing;
    expect(told).toEqual(Array(2).fill('not healed yet: loss on web-1: the node is off'));
    expect(struck.list).toEqual([]);
  });
});
