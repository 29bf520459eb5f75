import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../../cloud';
import { clusterRoutes } from './clusters';
import { mysqlConfigRoutes } from './mysql-config';
import { onlineMigrationRoutes } from './online-migration';
import { replicaRoutes } from './replicas';
import { resizeRoutes } from './resize';
import { schemaRoutes } from './schemas';
import { trustedSourceRoutes } from './trusted-sources';
import { userRoutes } from './users';

/** Managed MySQL. */
export function databaseRoutes(api: FastifyInstance, cloud: Cloud): void {
  for (const routes of [
    clusterRoutes,
    mysqlConfigRoutes,
    onlineMigrationRoutes,
    replicaRoutes,
    resizeRoutes,
    schemaRoutes,
    trustedSourceRoutes,
    userRoutes,
  ])
    routes(api, cloud);
}
