import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { PERIODS, type UptimeAlert } from '../../monitoring/model';
import { add, remove, replace } from '../change';
import type { Cloud } from '../cloud';
import { required, unprocessable } from '../errors';
import { RECEIVERS, receiversOf, type ReceiversBody } from './alert-receivers';
import { page } from './pages';
import { findCheck } from './uptime-checks';

const ALERT = {
  type: 'object',
  required: ['name', 'type', 'notifications', 'period'],
  properties: {
    name: { type: 'string', minLength: 1 },
    type: { enum: ['latency', 'down', 'down_global', 'ssl_expiry'] },
    threshold: { type: 'integer', minimum: 0 },
    // The real client sends "" for none.
    comparison: { enum: ['', 'greater_than', 'less_than'] },
    period: { enum: Object.keys(PERIODS) },
    notifications: RECEIVERS,
  },
};

type OfCheck = { Params: { check: string } };
type Params = { Params: { check: string; id: string } };
type Body = Pick<UptimeAlert, 'name' | 'type' | 'period'> & {
  readonly threshold?: number;
  readonly comparison?: '' | 'greater_than' | 'less_than';
  readonly notifications: ReceiversBody;
};

export function uptimeAlertRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = ({ check, id }: Params['Params']) => {
    const { alerts } = findCheck(state, check);
    return { alerts, alert: required(alerts.find((one) => one.id === id)) };
  };
  api.get<OfCheck>('/uptime/checks/:check/alerts', (request) =>
    page(request, 'alerts', findCheck(state, request.params.check).alerts),
  );
  api.post<OfCheck & { Body: Body }>(
    '/uptime/checks/:check/alerts',
    { schema: { body: ALERT } },
    async ({ params, body }, reply) => {
      const alert = alertOf(randomUUID(), body);
      await cloud.record(() => add(findCheck(state, params.check).alerts, alert));
      return reply.code(201).send({ alert });
    },
  );
  api.get<Params>('/uptime/checks/:check/alerts/:id', ({ params }) => ({ alert: find(params).alert }));
  api.put<Params & { Body: Body }>(
    '/uptime/checks/:check/alerts/:id',
    { schema: { body: ALERT } },
    async ({ params, body }) => {
      const alert = alertOf(find(params).alert.id, body);
      await cloud.record(() => {
        const { alerts, alert: before } = find(params);
        return replace(alerts, before, alert);
      });
      return { alert };
    },
  );
  api.delete<Params>('/uptime/checks/:check/alerts/:id', async ({ params }, reply) => {
    await cloud.record(() => {
      const { alerts, alert } = find(params);
      return remove(alerts, alert);
    });
    return reply.code(204).send();
  });
}

function alertOf(id: string, body: Body): UptimeAlert {
  const { name, type, threshold = 0, comparison, period, notifications } = body;
  if (type === 'latency' || type === 'ssl_expiry') {
    if (threshold === 0 || !comparison) throw unprocessable(`an alert of type ${type} needs threshold and comparison`);
  }
  return {
    ...{ id, name, type, threshold, period },
    ...(comparison && { comparison }),
    notifications: receiversOf(notifications),
  };
}
