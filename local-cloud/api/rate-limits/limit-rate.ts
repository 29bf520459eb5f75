import type { FastifyInstance, FastifyRequest } from 'fastify';
import { vendorError, type VendorApi } from '../vendor-errors';
import type { Counted } from './counted';

/** Counts the calls of an API, and refuses those beyond its limit when limits are enforced. Hooks that were added before have run by then. */
export function limitRate(api: FastifyInstance, name: VendorApi, count: (request: FastifyRequest) => Counted): void {
  api.addHook('onRequest', (request, reply, next) => {
    const { refused, headers } = count(request);
    void reply.headers({ ...headers });
    if (refused) throw vendorError(name, 429);
    next();
  });
}
