import { clockOfAll, jump, ownClock } from '../../drills/mysql/faults/clock';
import type { FaultClass } from './fault-class';

const SECONDARIES = ['mysql-secondary-1', 'mysql-secondary-2'] as const;

/** A server gets its own clock by a restart, which a secondary's callers do not notice. */
const clock = (name: string, title: string, sign: 1 | -1): FaultClass => ({
  name,
  family: 'time',
  title,
  targets: SECONDARIES,
  seconds: [20, 40],
  parameters: { seconds: [5, 120] },
  serves: 25,
  recovers: 180,
  strike: async (cluster, { nodes, parameters }) => {
    for (const node of nodes) {
      await ownClock(cluster, node);
      await jump(cluster, node, sign * parameters.seconds!);
    }
  },
  heal: (cluster, { nodes }) => Promise.all(nodes.map((node) => clockOfAll(cluster, node))),
});

export const clockFaults: readonly FaultClass[] = [
  clock('clock-ahead', 'the clock of a secondary is ahead', 1),
  clock('clock-behind', 'the clock of a secondary is behind', -1),
];
