import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { clustersOf } from '../../managed-mysql/model';
import { MEASURED, WINDOWS, monitoringOf, type AlertPolicy } from '../../monitoring/model';
import { add, remove, replace } from '../change';
import type { Cloud } from '../cloud';
import { ApiError, required, unprocessable } from '../errors';
import { lookUp } from '../look-up';
import type { State } from '../model';
import { RECEIVERS, receiversOf, type ReceiversBody } from './alert-receivers';
import { page } from './pages';

const NAMES = { type: ['array', 'null'], items: { type: 'string' } };
const BODY = {
  type: 'object',
  required: ['type', 'description', 'compare', 'value', 'window', 'entities', 'tags', 'alerts', 'enabled'],
  properties: {
    type: { type: 'string' },
    description: { type: 'string' },
    compare: { enum: ['GreaterThan', 'LessThan'] },
    value: { type: 'number', minimum: 0 },
    window: { enum: Object.keys(WINDOWS) },
    entities: NAMES,
    tags: NAMES,
    alerts: RECEIVERS,
    enabled: { type: 'boolean' },
  },
};

type Params = { Params: { uuid: string } };
interface Body extends Omit<AlertPolicy, 'uuid' | 'entities' | 'tags' | 'alerts'> {
  readonly entities: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly alerts: ReceiversBody;
}

export function alertPolicyRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (uuid: string) => required(monitoringOf(state).policies.find((policy) => policy.uuid === uuid));

  api.get('/monitoring/alerts', (request) => page(request, 'policies', monitoringOf(state).policies));
  api.post<{ Body: Body }>('/monitoring/alerts', { schema: { body: BODY } }, async ({ body }) => {
    const uuid = randomUUID();
    await cloud.record(() => add(monitoringOf(state).policies, policyOf(state, uuid, body)));
    // 200, not 201: so does DigitalOcean.
    return { policy: find(uuid) };
  });
  api.get<Params>('/monitoring/alerts/:uuid', ({ params }) => ({ policy: find(params.uuid) }));
  api.put<Params & { Body: Body }>(
    '/monitoring/alerts/:uuid',
    { schema: { body: BODY } },
    async ({ params: { uuid }, body }) => {
      await cloud.record(() => replace(monitoringOf(state).policies, find(uuid), policyOf(state, uuid, body)));
      return { policy: find(uuid) };
    },
  );
  api.delete<Params>('/monitoring/alerts/:uuid', async ({ params }, reply) => {
    await cloud.record(() => remove(monitoringOf(state).policies, find(params.uuid)));
    return reply.code(204).send();
  });
}

function policyOf(state: State, uuid: string, body: Body): AlertPolicy {
  const { type, description, compare, value, window, enabled } = body;
  const measured = lookUp(MEASURED, type);
  if (!measured) throw new ApiError(501, `the local cloud does not measure what '${type}' looks at`, 'not_implemented');
  const known = measured.of === 'droplets' ? state.droplets : clustersOf(state);
  const [entities, tags] = [body.entities ?? [], body.tags ?? []];
  const unknown = entities.filter((id) => !known.some((one) => String(one.id) === id));
  if (unknown.length > 0) throw unprocessable(`no ${measured.of} with the ids ${unknown.join(', ')}`);
  return { uuid, type, description, compare, value, window, entities, tags, alerts: receiversOf(body.alerts), enabled };
}
