import { bool, legacyId, number, set, string, type ValueOf } from '../framework/schema';
import { between, oneOf, type Validator } from '../framework/validators';
import { isTag, resource } from './client';
import { notifications, notificationsAttribute, notificationsRequest } from './notifications';

const DROPLET = [
  ...['cpu', 'memory_utilization_percent', 'disk_utilization_percent', 'disk_read', 'disk_write'],
  ...['public_outbound_bandwidth', 'public_inbound_bandwidth', 'private_outbound_bandwidth'],
  ...['private_inbound_bandwidth', 'load_1', 'load_5', 'load_15'],
];
const LOAD_BALANCER = [
  ...['avg_cpu_utilization_percent', 'connection_utilization_percent', 'droplet_health'],
  ...['tls_connections_per_second_utilization_percent'],
  ...['increase_in_http_error_rate_percentage_4xx', 'increase_in_http_error_rate_percentage_5xx'],
  ...['increase_in_http_error_rate_count_4xx', 'increase_in_http_error_rate_count_5xx'],
  ...['high_http_request_response_time', 'high_http_request_response_time_50p'],
  ...['high_http_request_response_time_95p', 'high_http_request_response_time_99p'],
];
const DATABASE = ['load_15_alerts', 'memory_utilization_alerts', 'disk_utilization_alerts', 'cpu_alerts'];
const TYPES = [
  ...DROPLET.map((type) => `v1/insights/droplet/${type}`),
  ...LOAD_BALANCER.map((type) => `v1/insights/lbaas/${type}`),
  ...DATABASE.map((type) => `v1/dbaas/alerts/${type}`),
];

const oneAtLeast: Validator = (members: unknown[]) => (members.length > 0 ? undefined : 'must have a member');

const fields = {
  ...legacyId,
  // Declared, and never written by the real provider.
  uuid: string().computed(),
  type: string()
    .required()
    .validate(oneOf(...TYPES)),
  compare: string().required().validate(oneOf('GreaterThan', 'LessThan')),
  description: string().required(),
  enabled: bool().default(true),
  value: number().required().validate(between(0, Number.MAX_VALUE)),
  tags: set(string().validate(isTag)).optional(),
  alerts: notifications({ min: 1, max: 1 }),
  entities: set(string()).optional().validate(oneAtLeast),
  window: string()
    .required()
    .validate(oneOf('5m', '10m', '30m', '1h')),
};

export const monitorAlert = resource({
  sdkv2: true,
  fields,
  async create({ planned, client }) {
    const { uuid } = (await client.post('/v2/monitoring/alerts', request(planned))).policy;
    return attributes((await client.get(`/v2/monitoring/alerts/${uuid}`)).policy);
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/monitoring/alerts/${id}`);
    return found && attributes(found.policy);
  },
  async update({ prior, planned, client }) {
    await client.put(`/v2/monitoring/alerts/${prior.id}`, request(planned));
    return attributes((await client.get(`/v2/monitoring/alerts/${prior.id}`)).policy);
  },
  delete: ({ id }, client) => client.delete(`/v2/monitoring/alerts/${id}`),
});

function request(p: ValueOf<typeof fields>): object {
  const { type, description, compare, value, window, enabled } = p;
  const [tags, entities] = [p.tags ?? [], p.entities ?? []];
  return { type, description, compare, value, window, entities, tags, alerts: notificationsRequest(p.alerts), enabled };
}

function attributes({ uuid, type, compare, description, enabled, value, window, tags, entities, alerts }: any) {
  return {
    ...{ id: uuid, uuid: null, type, compare, description, enabled, window },
    // In 32 bits, as the real client reads it: what is not exact there differs in every later plan.
    value: Math.fround(value),
    tags: tags?.length > 0 ? tags : null,
    entities: entities?.length > 0 ? entities : null,
    alerts: notificationsAttribute(alerts),
  };
}
