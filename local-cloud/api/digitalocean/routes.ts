import type { FastifyError, FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud';
import { ApiError, notFound, notHere } from '../errors';
import { injectFaults } from '../faults/inject-faults';
import { refuseOnPaper } from '../on-paper';
import { limitRate } from '../rate-limits/limit-rate';
import { pathBelow, routePattern } from '../route-pattern';
import { checkTagScope, checkToken } from '../tokens';
import { accountRoutes } from './account';
import { actionRoutes } from './actions';
import { alertPolicyRoutes } from './alert-policies';
import { catalogRoutes } from './catalog-routes';
import { certificateRoutes } from './certificates/certificates';
import { databaseRoutes } from './databases/routes';
import { domainRoutes } from './domains/domains';
import { domainRecordRoutes } from './domains/records';
import { dropletActionRoutes } from './droplet-actions';
import { dropletRoutes } from './droplets';
import { isElsewhere } from './elsewhere';
import { firewallRoutes } from './firewalls';
import { projectResourceRoutes } from './projects/project-resources';
import { projectRoutes } from './projects/projects';
import { reservedIpRoutes } from './reserved-ips';
import { tagRoutes } from './tags';
import { uptimeAlertRoutes } from './uptime-alerts';
import { uptimeCheckRoutes } from './uptime-checks';
import { uptimeStateRoutes } from './uptime-state';
import { volumeRoutes } from './volumes';
import { vpcRoutes } from './vpcs';

const CODES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  412: 'precondition_failed',
  500: 'server_error',
  501: 'not_implemented',
};

/** DigitalOcean's API, mounted at /v2. */
export function digitalOcean(cloud: Cloud) {
  return (api: FastifyInstance, _options: unknown, done: () => void): void => {
    api.addHook('onRequest', (request, reply, next) => {
      void reply.header('x-request-id', request.id);
      checkToken(cloud.state, 'digitalocean', request);
      next();
    });
    limitRate(api, 'digitalocean', ({ headers }) => cloud.rateLimits.countDigitalOcean(headers.authorization!));
    api.addHook('onRequest', (request, _reply, next) => {
      const path = pathBelow(api.prefix, request.url);
      if (isElsewhere(request.method, path)) throw notHere(`route ${request.method} /v2${path}`);
      next();
    });
    refuseOnPaper(api, cloud);
    injectFaults(api, cloud, 'digitalocean');
    api.addHook('preValidation', (request, _reply, next) => {
      checkTagScope(cloud.state, request);
      next();
    });
    api.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
      const status = 'validation' in error ? 422 : error instanceof ApiError ? error.status : (error.statusCode ?? 500);
      if (status === 500 && !(error instanceof ApiError)) cloud.log(error.stack ?? error.message);
      const id = (error instanceof ApiError && error.code) || CODES[status] || 'unprocessable_entity';
      return reply.code(status).send({ id, message: error.message, request_id: request.id });
    });
    const served: RegExp[] = [];
    api.addHook('onRoute', ({ routePath }) => {
      served.push(routePattern(routePath));
    });
    api.setNotFoundHandler(({ url }) => {
      const path = pathBelow(api.prefix, url);
      if (served.some((one) => one.test(path))) throw new ApiError(405, 'method not allowed');
      throw notFound();
    });
    for (const routes of [
      accountRoutes,
      actionRoutes,
      alertPolicyRoutes,
      certificateRoutes,
      databaseRoutes,
      domainRecordRoutes,
      domainRoutes,
      dropletActionRoutes,
      dropletRoutes,
      firewallRoutes,
      projectResourceRoutes,
      projectRoutes,
      reservedIpRoutes,
      tagRoutes,
      uptimeAlertRoutes,
      uptimeCheckRoutes,
      uptimeStateRoutes,
      volumeRoutes,
      vpcRoutes,
    ])
      routes(api, cloud);
    catalogRoutes(api);
    done();
  };
}
