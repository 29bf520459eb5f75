import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud';
import { tokenOf } from '../tokens';

/** What DigitalOcean's control panel answers to doctl, mounted at /v1: the scopes of the token that asks. */
export function tokenInfo(cloud: Cloud) {
  return (api: FastifyInstance, _options: unknown, done: () => void): void => {
    api.get('/oauth/token/info', (request, reply) => {
      const token = tokenOf(cloud.state, 'digitalocean', request);
      if (!token) return reply.code(401).send({ id: 'unauthorized', message: 'Unable to authenticate you' });
      return {
        resource_owner_id: 1,
        scopes: token.scopes ?? ['read', 'write'],
        expires_in_seconds: null,
        application: { uid: null },
        created_at: 1_767_225_600,
      };
    });
    done();
  };
}
