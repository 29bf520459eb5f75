import type { FastifyInstance } from 'fastify';
import { clustersOf, type DatabaseCluster } from '../../../managed-mysql/model';
import { NOTHING, assign, inOrder } from '../../change';
import type { Cloud } from '../../cloud';
import { unprocessable } from '../../errors';
import { requireSize, refuseWhileCreating } from './clusters';
import { findCluster, type ClusterParams } from './find';
import { storageOf } from './sizes';

interface ResizeBody {
  readonly size: string;
  readonly num_nodes: number;
  readonly storage_size_mib?: number;
}
const RESIZE = {
  type: 'object',
  required: ['size', 'num_nodes'],
  properties: {
    size: { type: 'string' },
    num_nodes: { type: 'integer', minimum: 1, maximum: 3 },
    storage_size_mib: { type: 'integer' },
  },
};

/** A cluster, or a read replica by its id: size, standbys, storage. */
export function resizeRoutes(api: FastifyInstance, cloud: Cloud): void {
  api.put<ClusterParams & { Body: ResizeBody }>(
    '/databases/:id/resize',
    { schema: { body: RESIZE } },
    async (request, reply) => {
      const { size, num_nodes: nodes, storage_size_mib: storageMib = storageOf(size) } = request.body;
      requireSize(size);
      const { cluster } = find(cloud, request.params.id);
      if (storageMib < storageOf(size))
        throw unprocessable(`storage_size_mib must be at least ${storageOf(size)} for ${size}`);
      await cloud.record(() => {
        const { resized } = find(cloud, request.params.id);
        refuseWhileCreating(cluster);
        if (resized !== cluster && nodes !== 1) throw unprocessable('a read replica has one node');
        return inOrder(
          resized === cluster ? assign(cluster, { nodeCount: nodes }) : NOTHING,
          assign(resized, { size, storageMib, status: 'resizing' }),
        );
      });
      void cloud.databases.settle(cluster);
      return reply.code(202).send();
    },
  );
}

function find({ state }: Cloud, id: string) {
  for (const cluster of clustersOf(state)) {
    const replica = cluster.replicas.find((one) => one.id === id);
    if (replica) return { cluster, resized: replica };
  }
  const cluster: DatabaseCluster = findCluster(state, id);
  return { cluster, resized: cluster };
}
