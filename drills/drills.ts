import type { Drill } from './drill';
import { abuseDrills } from './faults/abuse';
import { balancerDrills } from './faults/balancers';
import { deployDrills } from './faults/deploys';
import { forgedAdvertDrills } from './faults/forged-adverts';
import { operationDrills } from './faults/operations';
import { pathDrills } from './faults/paths';
import { serverDrills } from './faults/servers';

/** All drills, in the order of the report. */
export const drills: readonly Drill[] = [
  ...serverDrills,
  ...balancerDrills,
  ...operationDrills,
  ...deployDrills,
  ...abuseDrills,
  ...forgedAdvertDrills,
  ...pathDrills,
];
