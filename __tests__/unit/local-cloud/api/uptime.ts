import { UptimeHistories } from '../../../../local-cloud/monitoring/uptime-histories';
import type { UptimeCheck } from '../../../../local-cloud/monitoring/model';
import type { TestCloud } from './cloud';

/** Minutes of the first hour of 2026 in which a region was visited, and what was seen. */
const VISITS: readonly (readonly [region: string, minute: number, up: boolean])[] = [
  ['eu_west', 0, true],
  ['eu_west', 2, false],
  ['eu_west', 4, true],
  ['us_east', 0, true],
  ['us_east', 5, false],
];

/** Writes what the process of the monitoring would have seen of a check. */
export async function writeUptime({ cloud }: TestCloud, checkId: string): Promise<void> {
  const histories = new UptimeHistories(cloud.store.directory);
  for (const [region, minute, up] of VISITS)
    histories.add(checkId, region, { at: Date.UTC(2026, 0, 1, 0, minute), up, latencyMs: 5, says: '' });
  await histories.save([{ id: checkId } as UptimeCheck]);
}
