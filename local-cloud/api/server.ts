import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import type { Cloud } from './cloud';
import { acme } from './acme/routes';
import { archives } from './archives';
import { cloudflare } from './cloudflare/routes';
import { digitalOcean } from './digitalocean/routes';
import { tokenInfo } from './digitalocean/token-info';
import { localRoutes } from './local';

/** Both vendors' APIs on one server: DigitalOcean at /v2 (and its OAuth at /v1), Cloudflare at /client/v4, a certificate authority at /acme, archives of apps at /archives, this cloud's own at /local. */
export function createApi(cloud: Cloud): FastifyInstance {
  const api = fastify({
    bodyLimit: 2 ** 20,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true, allowUnionTypes: true } },
  });
  // DELETE may come with a content type and no body.
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text: string, done) => {
    try {
      done(null, text === '' ? undefined : JSON.parse(text));
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }));
    }
  });
  api.setNotFoundHandler((request, reply) =>
    reply
      .code(501)
      .send({ id: 'not_implemented', message: `the local cloud has no route ${request.method} ${request.url}` }),
  );
  void api.register(digitalOcean(cloud), { prefix: '/v2' });
  void api.register(tokenInfo(cloud), { prefix: '/v1' });
  void api.register(cloudflare(cloud), { prefix: '/client/v4' });
  void api.register(acme(cloud), { prefix: '/acme' });
  void api.register(archives(cloud.store.directory), { prefix: '/archives' });
  void api.register(localRoutes(cloud), { prefix: '/local' });
  return api;
}
