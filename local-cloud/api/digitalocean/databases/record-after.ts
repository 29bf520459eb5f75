import type { DatabaseCluster } from '../../../managed-mysql/model';
import type { Undo } from '../../change';
import type { Cloud } from '../../cloud';

interface ServerWork {
  readonly work: (primary: number) => Promise<void>;
  /** Takes it back. */
  readonly back: (primary: number) => Promise<void>;
}

/** Does something on a cluster's primary and records it, as one step: what cannot be recorded is taken back on the server. */
export async function recordAfter(
  cloud: Cloud,
  cluster: DatabaseCluster,
  { work, back }: ServerWork,
  make: () => Undo,
): Promise<void> {
  await cloud.databases.onPrimary(cluster, work);
  try {
    await cloud.record(make);
  } catch (error) {
    await cloud.databases
      .onPrimary(cluster, back)
      .catch((second: Error) => cloud.log(`database cluster ${cluster.name}: ${second.message}`));
    throw error;
  }
}
