import { clustersOf, type DatabaseCluster } from '../../../managed-mysql/model';
import { ApiError, required } from '../../errors';
import type { State } from '../../model';

export type ClusterParams = { Params: { id: string } };

export function findCluster(state: State, id: string): DatabaseCluster {
  return required(
    clustersOf(state).find((cluster) => cluster.id === id && !cluster.deleting),
    'cluster not found',
  );
}

/** What DigitalOcean has and this cloud has not. */
export function notHere(what: string): ApiError {
  return new ApiError(501, `the local cloud has no ${what}`, 'not_implemented');
}
