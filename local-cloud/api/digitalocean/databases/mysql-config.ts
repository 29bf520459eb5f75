import type { FastifyInstance } from 'fastify';
import { REFUSED_SETTINGS, SETTINGS_SCHEMA, type Settings } from '../../../managed-mysql/settings';
import { assign } from '../../change';
import type { Cloud } from '../../cloud';
import { ApiError, unprocessable } from '../../errors';
import { refuseWhileCreating } from './clusters';
import { findCluster, type ClusterParams } from './find';

const CONFIG = {
  type: 'object',
  required: ['config'],
  properties: {
    config: {
      type: 'object',
      additionalProperties: false,
      properties: {
        ...SETTINGS_SCHEMA,
        ...Object.fromEntries(Object.keys(REFUSED_SETTINGS).map((name) => [name, true])),
      },
    },
  },
};
/** What Debian's MySQL has when nobody has set it. */
const DEFAULT_SQL_MODE =
  'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

export function mysqlConfigRoutes(api: FastifyInstance, cloud: Cloud): void {
  const find = (id: string) => findCluster(cloud.state, id);

  api.get<ClusterParams>('/databases/:id/config', (request) => ({ config: find(request.params.id).settings }));
  api.patch<ClusterParams & { Body: { config: Settings } }>(
    '/databases/:id/config',
    { schema: { body: CONFIG } },
    async (request, reply) => {
      await change(cloud, request.params.id, request.body.config);
      return reply.code(200).send();
    },
  );
  api.get<ClusterParams>('/databases/:id/sql_mode', (request) => ({
    sql_mode: find(request.params.id).settings.sql_mode ?? DEFAULT_SQL_MODE,
  }));
  api.put<ClusterParams & { Body: { sql_mode: string } }>(
    '/databases/:id/sql_mode',
    {
      schema: {
        body: { type: 'object', required: ['sql_mode'], properties: { sql_mode: SETTINGS_SCHEMA.sql_mode } },
      },
    },
    async (request, reply) => {
      await change(cloud, request.params.id, { sql_mode: request.body.sql_mode });
      return reply.code(204).send();
    },
  );
}

/** Answers when every server that answers has the settings; one that the server refuses is refused in its words. */
async function change(cloud: Cloud, id: string, changes: Settings): Promise<void> {
  for (const name of Object.keys(changes)) {
    const why = REFUSED_SETTINGS[name];
    if (why) throw new ApiError(501, `${name}: ${why}`, 'not_implemented');
  }
  await cloud.clusterChanges.run(id, async () => {
    const cluster = findCluster(cloud.state, id);
    refuseWhileCreating(cluster);
    const before = cluster.settings;
    const settings = { ...before, ...changes };
    const configure = (wanted: Settings) => cloud.runtime.mysql.configure(cluster.primary!, wanted, cluster.size);
    await configure(settings).catch((error: Error) => {
      throw unprocessable(/ERROR \d+ .*/.exec(error.message)?.[0] ?? error.message);
    });
    try {
      await cloud.record(() => assign(cluster, { settings }));
    } catch (error) {
      await configure(before).catch((second: Error) =>
        cloud.log(`database cluster ${cluster.name}: ${second.message}`),
      );
      throw error;
    }
  });
  await cloud.databases.settle(findCluster(cloud.state, id));
}
