import { bool, number, set, string, type ValueOf } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { present } from '../http';
import { resource } from './client';
import { notifications, notificationsAttribute, notificationsRequest } from './notifications';

const checkFields = {
  id: string().computed(),
  name: string().required(),
  target: string().required(),
  type: string()
    .default('https')
    .validate(oneOf('ping', 'http', 'https')),
  regions: set(string()).optional(),
  enabled: bool().default(true),
};

export const uptimeCheck = resource({
  sdkv2: true,
  fields: checkFields,
  async create({ planned, client }) {
    const { id } = (await client.post('/v2/uptime/checks', checkRequest(planned))).check;
    return (await client.get(`/v2/uptime/checks/${id}`)).check;
  },
  async read({ id }, client) {
    return (await client.find(`/v2/uptime/checks/${id}`))?.check ?? null;
  },
  async update({ prior, planned, client }) {
    await client.put(`/v2/uptime/checks/${prior.id}`, checkRequest(planned));
    return (await client.get(`/v2/uptime/checks/${prior.id}`)).check;
  },
  delete: ({ id }, client) => client.delete(`/v2/uptime/checks/${id}`),
});

function checkRequest({ name, type, target, regions, enabled }: ValueOf<typeof checkFields>): object {
  return { name, type, target, regions, enabled };
}

const alertFields = {
  id: string().computed(),
  check_id: string().required(),
  name: string().required(),
  type: string()
    .required()
    .validate(oneOf('latency', 'down', 'down_global', 'ssl_expiry')),
  threshold: number().optional(),
  comparison: string().optional().validate(oneOf('greater_than', 'less_than')),
  period: string()
    .optional()
    .validate(oneOf('2m', '3m', '5m', '10m', '15m', '30m', '1h')),
  notifications: notifications({ min: 1 }),
};

export const uptimeAlert = resource({
  sdkv2: true,
  fields: alertFields,
  async create({ planned: p, client }) {
    const path = `/v2/uptime/checks/${p.check_id}/alerts`;
    const body = { threshold: p.threshold ?? 0, comparison: p.comparison ?? '', period: p.period ?? '' };
    const { id } = (await client.post(path, { ...named(p), ...body })).alert;
    return attributes((await client.get(`${path}/${id}`)).alert);
  },
  async read({ check_id, id }, client) {
    const found = await client.find(`/v2/uptime/checks/${check_id}/alerts/${id}`);
    return found && attributes(found.alert);
  },
  async update({ prior, planned: p, client }) {
    const path = `/v2/uptime/checks/${p.check_id}/alerts/${prior.id}`;
    const { threshold, comparison, period } = p;
    await client.put(path, {
      ...named(p),
      ...present({ threshold: threshold || null, comparison: comparison || null, period: period || null }),
    });
    return attributes((await client.get(path)).alert);
  },
  delete: ({ check_id, id }, client) => client.delete(`/v2/uptime/checks/${check_id}/alerts/${id}`),
});

function named({ name, type, notifications: told }: ValueOf<typeof alertFields>): object {
  return { name, type, notifications: notificationsRequest(told) };
}

function attributes({ id, name, type, threshold, comparison, period, notifications: told }: any) {
  return {
    ...{ id, name, type, threshold: threshold ?? 0, comparison: comparison ?? '', period: period ?? '' },
    notifications: notificationsAttribute(told),
  };
}
