import type { MysqlDrill } from './drill';
import { clockDrill } from './faults/clock';
import { lossDrills } from './faults/losses';
import { outageDrills } from './faults/outages';
import { plannedDrills } from './faults/planned';
import { hungRolesDrill, slowRolesDrill } from './faults/slow-roles';

/** All drills of the database, in the order of the report. */
export const mysqlDrills: readonly MysqlDrill[] = [
  ...lossDrills,
  ...plannedDrills,
  clockDrill,
  slowRolesDrill,
  hungRolesDrill,
  ...outageDrills,
];
