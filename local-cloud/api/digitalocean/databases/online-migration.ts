import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { isMigrating, type OnlineMigration } from '../../../managed-mysql/model';
import { OnlineMigrations } from '../../../managed-mysql/online-migration';
import { assign } from '../../change';
import { now } from '../../clock';
import type { Cloud } from '../../cloud';
import { required, unprocessable } from '../../errors';
import { refuseWhileCreating } from './clusters';
import { findCluster, type ClusterParams } from './find';

interface StartBody {
  readonly source: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
  };
  readonly disable_ssl?: boolean;
  readonly ignore_dbs?: readonly string[];
}
const START = {
  type: 'object',
  required: ['source'],
  properties: {
    source: {
      type: 'object',
      required: ['host', 'port', 'username', 'password'],
      properties: {
        // They stand in an options file and in SQL.
        host: { type: 'string', pattern: '^[A-Za-z0-9.-]{1,253}$' },
        port: { type: 'integer', minimum: 1, maximum: 65535 },
        dbname: { type: 'string' },
        username: { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,32}$' },
        password: { type: 'string', pattern: '^[^"\\\\\\n]+$' },
      },
    },
    disable_ssl: { type: 'boolean' },
    ignore_dbs: { type: 'array', items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
  },
};

/** From a server that somebody else runs, into a cluster. */
export function onlineMigrationRoutes(api: FastifyInstance, cloud: Cloud): void {
  const migrations = new OnlineMigrations(cloud);
  const find = (id: string) => {
    const cluster = findCluster(cloud.state, id);
    return { cluster, migration: required(cluster.migration, 'no online migration found') };
  };

  api.get<ClusterParams>('/databases/:id/online-migration', async (request) => {
    const { cluster, migration } = find(request.params.id);
    return migrationBody(await migrations.look(cluster, migration));
  });
  api.put<ClusterParams & { Body: StartBody }>(
    '/databases/:id/online-migration',
    { schema: { body: START } },
    async (request) => {
      const cluster = findCluster(cloud.state, request.params.id);
      const { source, disable_ssl: disableSsl = false, ignore_dbs: ignoreDbs = [] } = request.body;
      const { host, port, username, password } = source;
      const migration: OnlineMigration = { id: randomUUID(), createdAt: now(), port, status: 'running' };
      await cloud.record(() => {
        refuseWhileCreating(cluster);
        if (isMigrating(cluster)) throw unprocessable('a migration into this cluster is under way');
        return assign(cluster, { migration });
      });
      const from = { host, port, username, password, ssl: !disableSsl, ignoreDbs: [...ignoreDbs] };
      void migrations.copy(cluster, migration, from);
      return migrationBody(migration);
    },
  );
  api.delete<{ Params: { id: string; migration: string } }>(
    '/databases/:id/online-migration/:migration',
    async (request, reply) => {
      const { id } = request.params;
      await cloud.clusterChanges.run(id, async () => {
        const { cluster, migration } = find(id);
        if (migration.id !== request.params.migration) throw unprocessable('no such migration');
        await migrations.stop(cluster);
        await cloud.commit(() => assign(migration, { status: 'canceled' }));
      });
      return reply.code(204).send();
    },
  );
}

function migrationBody({ id, status, createdAt }: OnlineMigration) {
  return { id, status, created_at: createdAt };
}
