import type { FastifyInstance } from 'fastify';
import type { DatabaseCluster, DatabaseUser } from '../../../managed-mysql/model';
import { add, assign, remove } from '../../change';
import type { Cloud } from '../../cloud';
import { notHere, required, unprocessable } from '../../errors';
import { page } from '../pages';
import { userBody } from './bodies';
import { refuseWhileCreating } from './clusters';
import { findCluster, type ClusterParams } from './find';
import { newPassword } from './passwords';
import { recordAfter } from './record-after';

type UserParams = { Params: { id: string; name: string } };
interface AuthBody {
  readonly mysql_settings?: { readonly auth_plugin: string };
}
const AUTH = {
  type: 'object',
  properties: { auth_plugin: { enum: ['mysql_native_password', 'caching_sha2_password'] } },
};
const CREATE = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,32}$' }, mysql_settings: AUTH },
};
/** The server's, and the cloud's own. */
const TAKEN = /^(root|mysql\..*|debian-sys-maint|do_replication)$/;

export function userRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { mysql } = cloud.runtime;
  const change = (id: string, work: (cluster: DatabaseCluster) => Promise<void>) =>
    cloud.clusterChanges.run(id, () => work(findCluster(cloud.state, id)));
  const find = (id: string, name: string) => {
    const cluster = findCluster(cloud.state, id);
    return {
      cluster,
      user: required(
        cluster.users.find((user) => user.name === name),
        'user not found',
      ),
    };
  };

  api.get<ClusterParams>('/databases/:id/users', (request) =>
    page(request, 'users', findCluster(cloud.state, request.params.id).users.map(userBody)),
  );
  api.post<ClusterParams & { Body: AuthBody & { name: string } }>(
    '/databases/:id/users',
    { schema: { body: CREATE } },
    async (request, reply) => {
      const { name } = request.body;
      const user: DatabaseUser = { name, role: 'normal', password: newPassword() };
      await change(request.params.id, async (cluster) => {
        refuseWhileCreating(cluster);
        refuseNativePassword(request.body);
        if (TAKEN.test(name) || cluster.users.some((one) => one.name === name))
          throw unprocessable(`the name ${name} is taken`);
        await recordAfter(
          cloud,
          cluster,
          { work: (primary) => mysql.putUser(primary, user), back: (primary) => mysql.dropUser(primary, name) },
          () => add(cluster.users, user),
        );
      });
      return reply.code(201).send({ user: userBody(user) });
    },
  );
  api.get<UserParams>('/databases/:id/users/:name', (request) => ({
    user: userBody(find(request.params.id, request.params.name).user),
  }));
  api.delete<UserParams>('/databases/:id/users/:name', async (request, reply) => {
    const { id, name } = request.params;
    await change(id, async (cluster) => {
      const { user } = find(id, name);
      if (user.role === 'primary') throw unprocessable('the primary user cannot be deleted');
      await recordAfter(
        cloud,
        cluster,
        { work: (primary) => mysql.dropUser(primary, name), back: (primary) => mysql.putUser(primary, user) },
        () => remove(cluster.users, user),
      );
    });
    return reply.code(204).send();
  });
  api.post<UserParams & { Body: AuthBody }>(
    '/databases/:id/users/:name/reset_auth',
    { schema: { body: { type: 'object', properties: { mysql_settings: AUTH } } } },
    async (request) => {
      const { id, name } = request.params;
      refuseNativePassword(request.body);
      const password = newPassword();
      await change(id, async (cluster) => {
        const { user } = find(id, name);
        await recordAfter(
          cloud,
          cluster,
          {
            work: (primary) => mysql.putUser(primary, { ...user, password }),
            back: (primary) => mysql.putUser(primary, user),
          },
          () => assign(user, { password }),
        );
      });
      return { user: userBody(find(id, name).user) };
    },
  );
}

function refuseNativePassword({ mysql_settings: settings }: AuthBody): void {
  if (settings?.auth_plugin === 'mysql_native_password')
    throw notHere('mysql_native_password: its MySQL is too new for it; use caching_sha2_password');
}
