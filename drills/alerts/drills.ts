import type { AlertDrill } from './drill';
import { databaseAlertDrills } from './faults/database';
import { planned } from './faults/planned';
import { siteAlertDrills, sloAlertDrills } from './faults/site';

/** All drills of alerts, in the order of the report. */
export const alertDrills: readonly AlertDrill[] = [
  ...siteAlertDrills,
  ...databaseAlertDrills,
  ...sloAlertDrills,
  ...planned,
];
