import { apiFaults } from './apis';
import { clockFaults } from './clocks';
import { processFaults } from './daemons';
import { diskFaults } from './disks';
import type { FaultClass } from './fault-class';
import { machineFaults } from './machines';
import { nameFaults } from './names';
import { networkFaults } from './network';
import { peopleFaults } from './people';

/** All classes of faults, in the order by which a seed chooses. */
export const classes: readonly FaultClass[] = [
  ...networkFaults,
  ...processFaults,
  ...machineFaults,
  ...diskFaults,
  ...clockFaults,
  ...nameFaults,
  ...apiFaults,
  ...peopleFaults,
];

export function classOf(name: string): FaultClass {
  const found = classes.find((one) => one.name === name);
  if (!found) throw new Error(`no class of faults ${name}: there are ${classes.map((one) => one.name).join(', ')}`);
  return found;
}
