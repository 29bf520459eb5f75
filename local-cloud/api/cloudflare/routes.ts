import type { FastifyError, FastifyInstance } from 'fastify';
import { EDGE_RANGE } from '../../addresses';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import { injectFaults } from '../faults/inject-faults';
import { limitRate } from '../rate-limits/limit-rate';
import { checkToken } from '../tokens';
import { originCaRoutes, originPullRoutes } from './certificates';
import { cacheRoutes } from './cache';
import { dnsRecordRoutes } from './dns-records';
import { ok, okPage } from './respond';
import { zoneRoutes } from './zones';

/** From the documentation range of RFC 3849: the local cloud has no IPv6, but the list is never empty in truth. */
const EDGE_RANGE_V6 = '2001:db8:ed9e::/48';

/** Cloudflare's API, mounted at /client/v4. */
export function cloudflare(cloud: Cloud) {
  return (api: FastifyInstance, _options: unknown, done: () => void): void => {
    api.addHook('onRequest', (request, _reply, next) => {
      checkToken(cloud.state, 'cloudflare', request);
      next();
    });
    limitRate(api, 'cloudflare', () => cloud.rateLimits.countCloudflare());
    injectFaults(api, cloud, 'cloudflare');
    api.setErrorHandler((error: FastifyError | ApiError, _request, reply) => {
      const status = 'validation' in error ? 400 : error instanceof ApiError ? error.status : (error.statusCode ?? 500);
      if (status === 500 && !(error instanceof ApiError)) cloud.log(error.stack ?? error.message);
      const code = error instanceof ApiError && typeof error.code === 'number' ? error.code : 1000 + status;
      return reply
        .code(status)
        .send({ result: null, success: false, errors: [{ code, message: error.message }], messages: [] });
    });
    api.setNotFoundHandler((request) => {
      throw new ApiError(501, `the local cloud has no route ${request.method} ${request.url.split('?')[0]}`);
    });
    api.get('/ips', () => ok({ etag: 'local-cloud', ipv4_cidrs: [EDGE_RANGE], ipv6_cidrs: [EDGE_RANGE_V6] }));
    api.get('/accounts', (request) =>
      okPage(request, [{ id: cloud.state.accountId, name: 'Local cloud', type: 'standard' }]),
    );
    api.get('/user/tokens/verify', () => ok({ id: cloud.state.accountId, status: 'active' }));
    for (const routes of [zoneRoutes, cacheRoutes, dnsRecordRoutes, originCaRoutes, originPullRoutes])
      routes(api, cloud);
    done();
  };
}
