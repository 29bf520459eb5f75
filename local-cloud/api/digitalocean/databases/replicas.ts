import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import {
  clustersOf,
  type DatabaseCluster,
  type DatabaseNode,
  type DatabaseReplica,
} from '../../../managed-mysql/model';
import { remove } from '../../change';
import { now } from '../../clock';
import type { Cloud } from '../../cloud';
import { notHere, required, unprocessable } from '../../errors';
import { page } from '../pages';
import type { State } from '../../model';
import { TAGS, ensureTag } from '../tags';
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
    (request, reply) => {
      const cluster = findCluster(state, request.params.id);
      refuseWhileCreating(cluster);
      const replica = create(cloud, cluster, request.body);
      void cloud.databases.settle(cluster);
      return reply.code(201).send({ replica: replicaBody(state, cluster, replica) });
    },
  );
  api.get<ReplicaParams>('/databases/:id/replicas/:name', (request) => {
    const { cluster, replica } = find(request.params.id, request.params.name);
    return { replica: replicaBody(state, cluster, replica) };
  });
  api.delete<ReplicaParams>('/databases/:id/replicas/:name', (request, reply) => {
    const { cluster, replica } = find(request.params.id, request.params.name);
    remove(cluster.replicas, replica);
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
      // It may have been deleted while it caught up.
      find(id, name);
      return promote(cloud.state, cluster, replica, node);
    });
    await cloud.databases.settle(promoted);
    return reply.code(204).send();
  });
}

function create({ state }: Cloud, cluster: DatabaseCluster, body: CreateBody): DatabaseReplica {
  const { name, region = cluster.region, size = cluster.size } = body;
  requireSize(size);
  const taken = clustersOf(state).some(
    (one) => one.name === name || one.replicas.some((replica) => replica.name === name),
  );
  if (taken) throw unprocessable(`the name ${name} is taken`);
  if (region !== cluster.region) throw notHere('read replicas in another region than their cluster');
  if (body.private_network_uuid && body.private_network_uuid !== cluster.vpcId)
    throw notHere('read replicas in another VPC than their cluster');
  for (const tag of body.tags ?? []) ensureTag(state, tag);
  const replica: DatabaseReplica = {
    id: randomUUID(),
    ...{ name, region, size },
    createdAt: now(),
    tags: body.tags ?? [],
    storageMib: Math.max(body.storage_size_mib ?? 0, storageOf(size)),
    status: 'creating',
  };
  cluster.replicas.push(replica);
  return replica;
}

/** The replica becomes a cluster of one node, with the data, the users and the name that it has. */
function promote(
  state: State,
  cluster: DatabaseCluster,
  replica: DatabaseReplica,
  node: DatabaseNode,
): DatabaseCluster {
  // In one step: no look at either cluster sees the node in both or in none.
  remove(cluster.replicas, replica);
  remove(cluster.nodes, node);
  node.replica = null;
  const { id, name, size, storageMib, createdAt, tags } = replica;
  const promoted: DatabaseCluster = {
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
  state.managedMysql!.clusters.push(promoted);
  return promoted;
}
