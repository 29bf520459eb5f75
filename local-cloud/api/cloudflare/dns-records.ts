import { isIPv4, isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import type { DnsRecord, Zone } from '../model';
import { newHexId } from '../store';
import { ok, okPage } from './respond';
import { findZone, type ZoneParams } from './zones';

/** Types whose content is plain text; others have `data` and are refused by name. */
const TYPES = ['A', 'AAAA', 'CNAME', 'NS', 'TXT'];
const BODY = {
  type: 'object',
  required: ['name', 'type', 'content'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 255 },
    type: { type: 'string' },
    content: { type: 'string', minLength: 1 },
    ttl: { type: 'number' },
    proxied: { type: 'boolean' },
    comment: { type: ['string', 'null'] },
    tags: { type: 'array', items: { type: 'string' } },
  },
};
interface Body {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl?: number;
  readonly proxied?: boolean;
  readonly comment?: string | null;
  readonly tags?: string[];
}
type RecordParams = { Params: { zone: string; record: string } };

export function dnsRecordRoutes(api: FastifyInstance, cloud: Cloud): void {
  const find = ({ zone: zoneId, record: id }: RecordParams['Params']) => {
    const zone = findZone(cloud, zoneId);
    const record = zone.records.find((one) => one.id === id);
    if (!record) throw new ApiError(404, 'Record does not exist.', 81044);
    return { zone, record };
  };

  api.get<ZoneParams & { Querystring: Record<string, string> }>('/zones/:zone/dns_records', (request) => {
    const { type, name, 'name.exact': exact, content } = request.query;
    const wanted = exact ?? name;
    const found = findZone(cloud, request.params.zone).records.filter(
      (record) =>
        (!type || record.type === type) &&
        (!wanted || record.name === wanted) &&
        (!content || record.content === content),
    );
    return okPage(request, found.map(recordBody));
  });
  api.post<ZoneParams & { Body: Body }>('/zones/:zone/dns_records', { schema: { body: BODY } }, async (request) => {
    const zone = findZone(cloud, request.params.zone);
    const at = new Date().toISOString();
    const record: DnsRecord = { id: newHexId(), createdOn: at, modifiedOn: at, ...fieldsOf(zone, request.body) };
    refuseConflict(zone, record);
    zone.records.push(record);
    await cloud.applyNetwork();
    return ok(recordBody(record));
  });
  api.get<RecordParams>('/zones/:zone/dns_records/:record', (request) => ok(recordBody(find(request.params).record)));
  for (const method of ['PUT', 'PATCH'] as const) {
    api.route<RecordParams & { Body: Body }>({
      method,
      url: '/zones/:zone/dns_records/:record',
      schema: { body: method === 'PUT' ? BODY : { ...BODY, required: [] } },
      handler: async (request) => {
        const { zone, record } = find(request.params);
        const fields = fieldsOf(zone, method === 'PUT' ? request.body : { ...record, ...request.body });
        refuseConflict(zone, { ...record, ...fields });
        Object.assign(record, fields, { modifiedOn: new Date().toISOString() });
        await cloud.applyNetwork();
        return ok(recordBody(record));
      },
    });
  }
  api.delete<RecordParams>('/zones/:zone/dns_records/:record', async (request) => {
    const { zone, record } = find(request.params);
    zone.records.splice(zone.records.indexOf(record), 1);
    await cloud.applyNetwork();
    return ok({ id: record.id });
  });
}

function fieldsOf(zone: Zone, body: Body) {
  const { type, content, proxied = false, ttl = 1, comment = null, tags = [] } = body;
  if (!TYPES.includes(type)) throw new ApiError(501, `the local cloud has no ${type} records`, 1004);
  if ((type === 'A' && !isIPv4(content)) || (type === 'AAAA' && !isIPv6(content)))
    throw new ApiError(400, `Content for ${type} record is invalid.`, 9005);
  if (ttl !== 1 && (ttl < 60 || ttl > 86400))
    throw new ApiError(400, 'TTL must be between 60 and 86400 seconds, or 1 for Automatic.', 9021);
  if (proxied && !['A', 'AAAA', 'CNAME'].includes(type))
    throw new ApiError(400, `This record type cannot be proxied.`, 9004);
  const relative = body.name.toLowerCase().replace(/\.$/, '');
  const inZone = relative === zone.name || relative.endsWith(`.${zone.name}`);
  const name = relative === '@' ? zone.name : inZone ? relative : `${relative}.${zone.name}`;
  return { name, type, content, proxied, ttl: proxied ? 1 : ttl, comment, tags };
}

function refuseConflict(zone: Zone, record: DnsRecord): void {
  const sameName = zone.records.filter((one) => one.name === record.name && one.id !== record.id);
  if (sameName.some((one) => one.type === record.type && one.content === record.content))
    throw new ApiError(400, 'An identical record already exists.', 81058);
  if (sameName.some((one) => (one.type === 'CNAME') !== (record.type === 'CNAME')))
    throw new ApiError(400, 'A CNAME record with that host already exists.', 81053);
}

function recordBody(record: DnsRecord) {
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    content: record.content,
    proxiable: ['A', 'AAAA', 'CNAME'].includes(record.type),
    proxied: record.proxied,
    ttl: record.ttl,
    settings: {},
    meta: {},
    comment: record.comment,
    tags: record.tags,
    created_on: record.createdOn,
    modified_on: record.modifiedOn,
  };
}
