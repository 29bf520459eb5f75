import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import {
  clustersOf,
  type DatabaseCluster,
  type DatabaseNode,
  type DatabaseReplica,
} from '../../../managed-mysql/model';
import { add, assign, inOrder, remove, type Undo } from '../../change';
import { now } from '../../clock';
import type { Cloud } from '../../cloud';
import { notHere, required, unprocessable } from '../../errors';
import { page } from '../pages';
import type { State } from '../../model';
import { TAGS, ensureTags } from '../tags';
import { replicaBody } from './bodies';
import { NAME, refuseWhileCreating, requireSize } from './clusters';
import { findCluster, type ClusterParams } from './find';
import { storageOf } from './sizes';

type ReplicaParams = { Params: { id: string; name: string } };
interface CreateBody {
  readonly name: string;
  readonly region?: string;
  readonly size?: string;
  readonly private_network_uuid?: string;
  readonly tags?: readonly string[] | null;
  readonly storage_size_mib?: number;
}
const CREATE = {
  type: 'object',
  required: ['name'],
  properties: {
    name: NAME,
    region: { type: 'string' },
    size: { type: 'string' },
    private_network_uuid: { type: 'string' },
    tags: TAGS,
    storage_size_mib: { type: 'integer' },
  },
};

export function replicaRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (id: string, name: string) => {
    const cluster = findCluster(state, id);
    return {
      cluster,
      replica: required(
        cluster.replicas.find((one) => one.name === name),
        'replica not found',
      ),
    };
  };

  api.get<ClusterParams>('/databases/:id/replicas', (request) => {
    const cluster = findCluster(state, request.params.id);
    return page(
      request,
      'replicas',
      cluster.replicas.map((replica) => replicaBody(state, cluster, replica)),
    );
  });
  api.post<ClusterParams & { Body: CreateBody }>(
    '/databases/:id/replicas',
    { schema: { body: CREATE } },
    async (request, reply) => {
      const cluster = findCluster(state, request.params.id);
      let made: DatabaseReplica | undefined;
      await cloud.record(() => {
        refuseWhileCreating(findCluster(state, cluster.id));
        const replica = (made = wanted(cloud, cluster, request.body));
        return inOrder(ensureTags(state, replica.tags), add(cluster.replicas, replica));
      });
      void cloud.databases.settle(cluster);
      return reply.code(201).send({ replica: replicaBody(state, cluster, made!) });
    },
  );
  api.get<ReplicaParams>('/databases/:id/replicas/:name', (request) => {
    const { cluster, replica } = find(request.params.id, request.params.name);
    return { replica: replicaBody(state, cluster, replica) };
  });
  api.delete<ReplicaParams>('/databases/:id/replicas/:name', async (request, reply) => {
    const { cluster } = find(request.params.id, request.params.name);
    await cloud.record(() => remove(cluster.replicas, find(request.params.id, request.params.name).replica));
    void cloud.databases.settle(cluster);
    return reply.code(204).send();
  });
  api.put<ReplicaParams>('/databases/:id/replicas/:name/promote', async (request, reply) => {
    const { id, name } = request.params;
    const promoted = await cloud.clusterChanges.run(id, async () => {
      const { cluster, replica } = find(id, name);
      if (replica.status !== 'online') throw unprocessable(`replica ${name} is not online yet`);
      const node = cluster.nodes.find((one) => one.replica === name);
      if (!node) throw unprocessable(`replica ${name} has no node`);
      await cloud.runtime.mysql.catchUp(node.id);
      const promoted = clusterOf(cluster, replica, node);
      await cloud.record(() => {
        // It may have been deleted while it caught up.
        find(id, name);
        return promote(cloud.state, cluster, replica, node, promoted);
      });
      return promoted;
    });
    await cloud.databases.settle(promoted);
    return reply.code(204).send();
  });
}

function wanted({ state }: Cloud, cluster: DatabaseCluster, body: CreateBody): DatabaseReplica {
  const { name, region = cluster.region, size = cluster.size } = body;
  requireSize(size);
  const taken = clustersOf(state).some(
    (one) => one.name === name || one.replicas.some((replica) => replica.name === name),
  );
  if (taken) throw unprocessable(`the name ${name} is taken`);
  if (region !== cluster.region) throw notHere('read replicas in another region than their cluster');
  if (body.private_network_uuid && body.private_network_uuid !== cluster.vpcId)
    throw notHere('read replicas in another VPC than their cluster');
  return {
    id: randomUUID(),
    ...{ name, region, size },
    createdAt: now(),
    tags: body.tags ?? [],
    storageMib: Math.max(body.storage_size_mib ?? 0, storageOf(size)),
    status: 'creating',
  };
}

/** In one step: no look at either cluster sees the node in both or in none. */
function promote(
  state: State,
  cluster: DatabaseCluster,
  replica: DatabaseReplica,
  node: DatabaseNode,
  promoted: DatabaseCluster,
): Undo {
  return inOrder(
    remove(cluster.replicas, replica),
    remove(cluster.nodes, node),
    assign(node, { replica: null }),
    add(state.managedMysql!.clusters, promoted),
  );
}

/** The replica as a cluster of one node, with the data, the users and the name that it has. */
function clusterOf(cluster: DatabaseCluster, replica: DatabaseReplica, node: DatabaseNode): DatabaseCluster {
  const { id, name, size, storageMib, createdAt, tags } = replica;
  return {
    ...structuredClone(cluster),
    ...{ id, name, size, storageMib, createdAt, tags: [...tags] },
    nodeCount: 1,
    lastNumber: 0,
    replicationPassword: cluster.replicationPassword,
    trustedSources: cluster.trustedSources.map((source) => ({ ...source, uuid: randomUUID() })),
    nodes: [node],
    replicas: [],
    primary: node.id,
    status: 'creating',
    events: [],
    migration: undefined,
  };
}
