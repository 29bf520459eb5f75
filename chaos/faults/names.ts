import { table } from './network';
import { markOf, shellFault, type FaultClass, type Struck } from './fault-class';

/** What a node's resolver asks. */
const QUERIES = 'meta l4proto { tcp, udp } th dport 53 ip daddr != 127.0.0.0/8';

const names = (
  fault: Pick<FaultClass, 'name' | 'title' | 'parameters'>,
  verdict: (struck: Struck) => string,
): FaultClass =>
  shellFault({
    ...fault,
    family: 'names',
    targets: ['all'],
    seconds: [15, 45],
    serves: 10,
    script: (struck) => table(markOf(struck), '', `${QUERIES} ${verdict(struck)}`),
    undo: (struck) => `nft delete table inet ${markOf(struck)} 2>/dev/null || :`,
  });

export const nameFaults: readonly FaultClass[] = [
  names({ name: 'names-unanswered', title: 'no node gets an answer to a query for a name' }, () => 'drop'),
  names({ name: 'names-refused', title: 'every query for a name fails at once' }, () => 'reject'),
  names(
    { name: 'names-slow', title: 'most queries for a name are lost and repeated', parameters: { percent: [50, 90] } },
    ({ parameters: { percent } }) => `numgen random mod 100 < ${percent} drop`,
  ),
];
