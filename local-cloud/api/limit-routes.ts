import type { FastifyInstance } from 'fastify';
import type { Cloud } from './cloud';
import { LIMITS, type Limits } from './digitalocean/limits';
import { ApiError } from './errors';

/** All limits of the account that can be changed while the local cloud runs. */
export interface AccountLimits extends Limits {
  /** Whether calls beyond the rate limits are refused. @default false */
  readonly enforceRateLimits: boolean;
}

/** Up to the default: the local cloud has no addresses for more. */
const quota = (maximum: number) => ({ type: 'integer', minimum: 0, maximum });
const CHANGE = {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    enforceRateLimits: { type: 'boolean' },
    droplets: quota(LIMITS.droplets),
    reservedIps: quota(LIMITS.reservedIps),
    volumes: quota(LIMITS.volumes),
  },
};

/** Limits of the account, below /local. Kept in memory alone: a restart of the local cloud forgets what was changed. */
export function limitRoutes(api: FastifyInstance, cloud: Cloud): void {
  const limits = (): AccountLimits => ({ enforceRateLimits: cloud.rateLimits.enforced, ...cloud.limits });
  api.get('/limits', limits);
  api.put<{ Body: Partial<AccountLimits> }>(
    '/limits',
    { schema: { body: CHANGE }, attachValidation: true },
    ({ body, validationError }) => {
      if (validationError) throw new ApiError(422, validationError.message);
      const { enforceRateLimits = cloud.rateLimits.enforced, ...quotas } = body;
      cloud.rateLimits.enforced = enforceRateLimits;
      cloud.limits = { ...cloud.limits, ...quotas };
      return limits();
    },
  );
}
