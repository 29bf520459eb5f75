import { clustersOf, type DatabaseCluster } from '../../../managed-mysql/model';
import { required } from '../../errors';
import type { State } from '../../model';

export type ClusterParams = { Params: { id: string } };

export function findCluster(state: State, id: string): DatabaseCluster {
  return required(
    clustersOf(state).find((cluster) => cluster.id === id && !cluster.deleting),
    'cluster not found',
  );
}
