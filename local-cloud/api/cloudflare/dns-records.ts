import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { add, assign, remove } from '../change';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import type { DnsRecord } from '../model';
import { newHexId } from '../store';
import { RECORD_BODY, fieldsOf, isProxiable, refuseConflict, type RecordBody } from './dns-record-fields';
import { ok, okPage } from './respond';
import { findZone, type ZoneParams } from './zones';

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
  api.post<ZoneParams & { Body: RecordBody }>(
    '/zones/:zone/dns_records',
    { schema: { body: RECORD_BODY } },
    async (request) => {
      const [id, at] = [newHexId(), new Date().toISOString()];
      let record: DnsRecord | undefined;
      await cloud.commit(() => {
        const zone = findZone(cloud, request.params.zone);
        const fields = fieldsOf(zone, request.body);
        record = { id, createdOn: at, modifiedOn: at, ...fields, ...changedAt(undefined, fields, at) };
        refuseConflict(zone, record);
        return add(zone.records, record);
      });
      return ok(recordBody(record!));
    },
  );
  api.get<RecordParams>('/zones/:zone/dns_records/:record', (request) => ok(recordBody(find(request.params).record)));
  for (const method of ['PUT', 'PATCH'] as const) {
    api.route<RecordParams & { Body: RecordBody }>({
      method,
      url: '/zones/:zone/dns_records/:record',
      schema: { body: method === 'PUT' ? RECORD_BODY : { ...RECORD_BODY, required: [] } },
      handler: async (request) => {
        const at = new Date().toISOString();
        let changed: DnsRecord | undefined;
        await cloud.commit(() => {
          const { zone, record } = find(request.params);
          const fields = fieldsOf(zone, method === 'PUT' ? request.body : { ...record, ...request.body });
          refuseConflict(zone, { ...fields, id: record.id });
          changed = record;
          return assign(record, { ...fields, ...changedAt(record, fields, at), modifiedOn: at });
        });
        return ok(recordBody(changed!));
      },
    });
  }
  api.delete<RecordParams>('/zones/:zone/dns_records/:record', async (request) => {
    await cloud.commit(() => {
      const { zone, record } = find(request.params);
      return remove(zone.records, record);
    });
    return ok({ id: request.params.record });
  });
}

/** When the comment and the tags were last changed; none while there are none. */
function changedAt(before: DnsRecord | undefined, after: Pick<DnsRecord, 'comment' | 'tags'>, at: string) {
  const { comment, tags } = after;
  const sameTags = isDeepStrictEqual([...(before?.tags ?? [])].sort(), [...tags].sort());
  return {
    commentModifiedOn: comment === null ? null : before?.comment === comment ? (before.commentModifiedOn ?? at) : at,
    tagsModifiedOn: tags.length === 0 ? null : sameTags ? (before?.tagsModifiedOn ?? at) : at,
  };
}

function recordBody(record: DnsRecord) {
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    content: record.content,
    ...(record.data && { data: record.data }),
    proxiable: isProxiable(record.type),
    proxied: record.proxied,
    ttl: record.ttl,
    settings: record.settings ?? {},
    meta: {},
    comment: record.comment,
    tags: record.tags,
    created_on: record.createdOn,
    modified_on: record.modifiedOn,
    ...(record.commentModifiedOn && { comment_modified_on: record.commentModifiedOn }),
    ...(record.tagsModifiedOn && { tags_modified_on: record.tagsModifiedOn }),
  };
}
