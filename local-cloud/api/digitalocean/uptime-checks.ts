import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { UPTIME_REGIONS, monitoringOf, type UptimeCheck } from '../../monitoring/model';
import { add, assign, remove } from '../change';
import type { Cloud } from '../cloud';
import { ApiError, required } from '../errors';
import type { State } from '../model';
import { page } from './pages';

const CHECK = {
  type: 'object',
  required: ['name', 'target', 'regions', 'type', 'enabled'],
  properties: {
    name: { type: 'string', minLength: 1 },
    type: { enum: ['ping', 'http', 'https'] },
    target: { type: 'string', minLength: 1 },
    // The real client sends null for none.
    regions: { type: ['array', 'null'], items: { enum: UPTIME_REGIONS } },
    enabled: { type: 'boolean' },
  },
};

type Params = { Params: { id: string } };
type Body = Omit<UptimeCheck, 'id' | 'alerts' | 'regions'> & { readonly regions: readonly string[] | null };

export function uptimeCheckRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  api.get('/uptime/checks', (request) => page(request, 'checks', monitoringOf(state).checks.map(checkBody)));
  api.post<{ Body: Body }>('/uptime/checks', { schema: { body: CHECK } }, async ({ body }, reply) => {
    const check: UptimeCheck = { id: randomUUID(), ...wanted(body), alerts: [] };
    await cloud.record(() => add(monitoringOf(state).checks, check));
    return reply.code(201).send({ check: checkBody(check) });
  });
  api.get<Params>('/uptime/checks/:id', ({ params }) => ({ check: checkBody(findCheck(state, params.id)) }));
  api.put<Params & { Body: Body }>('/uptime/checks/:id', { schema: { body: CHECK } }, async ({ params, body }) => {
    await cloud.record(() => assign(findCheck(state, params.id), wanted(body)));
    return { check: checkBody(findCheck(state, params.id)) };
  });
  // Its alerts go with it.
  api.delete<Params>('/uptime/checks/:id', async ({ params }, reply) => {
    await cloud.record(() => remove(monitoringOf(state).checks, findCheck(state, params.id)));
    return reply.code(204).send();
  });
}

export function findCheck(state: State, id: string): UptimeCheck {
  return required(monitoringOf(state).checks.find((check) => check.id === id));
}

function wanted({ name, type, target, regions, enabled }: Body): Omit<UptimeCheck, 'id' | 'alerts'> {
  if (type === 'ping') throw new ApiError(501, 'the local cloud has no ping checks', 'not_implemented');
  return { name, type, target, regions: regions ?? [...UPTIME_REGIONS], enabled };
}

function checkBody({ alerts: _, ...check }: UptimeCheck) {
  return check;
}
