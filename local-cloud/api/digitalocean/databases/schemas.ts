import type { FastifyInstance } from 'fastify';
import { add, remove } from '../../change';
import type { Cloud } from '../../cloud';
import { required, unprocessable } from '../../errors';
import { page } from '../pages';
import { refuseWhileCreating } from './clusters';
import { findCluster, type ClusterParams } from './find';
import { recordAfter } from './record-after';

type NameParams = { Params: { id: string; name: string } };
const CREATE = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
};
const SYSTEM = ['mysql', 'sys', 'information_schema', 'performance_schema'];

/** The databases inside a cluster. */
export function schemaRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { mysql } = cloud.runtime;
  const find = (id: string, name: string) => {
    const cluster = findCluster(cloud.state, id);
    return {
      cluster,
      name: required(
        cluster.databases.find((one) => one === name),
        'database not found',
      ),
    };
  };
  const body = (name: string) => ({ name });

  api.get<ClusterParams>('/databases/:id/dbs', (request) =>
    page(request, 'dbs', findCluster(cloud.state, request.params.id).databases.map(body)),
  );
  api.post<ClusterParams & { Body: { name: string } }>(
    '/databases/:id/dbs',
    { schema: { body: CREATE } },
    async (request, reply) => {
      const { id } = request.params;
      const { name } = request.body;
      await cloud.clusterChanges.run(id, async () => {
        const cluster = findCluster(cloud.state, id);
        refuseWhileCreating(cluster);
        if (SYSTEM.includes(name.toLowerCase()) || cluster.databases.includes(name))
          throw unprocessable(`the name ${name} is taken`);
        await recordAfter(
          cloud,
          cluster,
          {
            work: (primary) => mysql.createDatabase(primary, name),
            back: (primary) => mysql.dropDatabase(primary, name),
          },
          () => add(cluster.databases, name),
        );
      });
      return reply.code(201).send({ db: body(name) });
    },
  );
  api.get<NameParams>('/databases/:id/dbs/:name', (request) => ({
    db: body(find(request.params.id, request.params.name).name),
  }));
  api.delete<NameParams>('/databases/:id/dbs/:name', async (request, reply) => {
    const { id } = request.params;
    await cloud.clusterChanges.run(id, async () => {
      const { cluster, name } = find(id, request.params.name);
      // What it held is gone: a client whose request failed asks again, and finds an empty one.
      await recordAfter(
        cloud,
        cluster,
        {
          work: (primary) => mysql.dropDatabase(primary, name),
          back: (primary) => mysql.createDatabase(primary, name),
        },
        () => remove(cluster.databases, name),
      );
    });
    return reply.code(204).send();
  });
}
