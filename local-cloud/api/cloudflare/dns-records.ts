import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { add, assign, forEach, remove, type Undo } from '../change';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import type { DnsRecord, Zone } from '../model';
import { newHexId } from '../store';
import { listed } from './dns-record-filters';
import { BATCH_BODY, RECORD_BODY, fieldsOf, isProxiable, refuseConflict, type RecordBody } from './dns-record-fields';
import { ok, okPage } from './respond';
import { findZone, type ZoneParams } from './zones';

type RecordParams = { Params: { zone: string; record: string } };

export function dnsRecordRoutes(api: FastifyInstance, cloud: Cloud): void {
  const find = ({ zone: zoneId, record: id }: RecordParams['Params']) => {
    const zone = findZone(cloud, zoneId);
    return { zone, record: findRecord(zone, id) };
  };

  api.get<ZoneParams & { Querystring: Record<string, string> }>('/zones/:zone/dns_records', (request) =>
    okPage(request, listed(findZone(cloud, request.params.zone).records, request.query).map(recordBody)),
  );
  api.post<ZoneParams & { Body: RecordBody }>(
    '/zones/:zone/dns_records',
    { schema: { body: RECORD_BODY } },
    async (request) => {
      let record: DnsRecord | undefined;
      await cloud.commit(() => {
        const made = create(findZone(cloud, request.params.zone), request.body);
        ({ record } = made);
        return made.undo;
      });
      return ok(recordBody(record!));
    },
  );
  api.post<ZoneParams & { Body: Batch }>(
    '/zones/:zone/dns_records/batch',
    { schema: { body: BATCH_BODY } },
    async (request) => {
      let done: ReturnType<typeof carryOut>['done'] | undefined;
      await cloud.commit(() => {
        const carried = carryOut(findZone(cloud, request.params.zone), request.body);
        ({ done } = carried);
        return carried.undo;
      });
      return ok(Object.fromEntries(Object.entries(done!).map(([kind, records]) => [kind, records.map(recordBody)])));
    },
  );
  api.get<ZoneParams>('/zones/:zone/dns_records/export', (request, reply) =>
    reply.type('text/plain; charset=utf-8').send(zoneFile(findZone(cloud, request.params.zone))),
  );
  api.get<RecordParams>('/zones/:zone/dns_records/:record', (request) => ok(recordBody(find(request.params).record)));
  for (const method of ['PUT', 'PATCH'] as const) {
    api.route<RecordParams & { Body: RecordBody }>({
      method,
      url: '/zones/:zone/dns_records/:record',
      schema: { body: method === 'PUT' ? RECORD_BODY : { ...RECORD_BODY, required: [] } },
      handler: async (request) => {
        let changed: DnsRecord | undefined;
        await cloud.commit(() => {
          const { zone, record } = find(request.params);
          changed = record;
          return change(zone, record, method === 'PUT' ? request.body : { ...record, ...request.body });
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

function create(zone: Zone, body: RecordBody): { readonly record: DnsRecord; readonly undo: Undo } {
  const at = new Date().toISOString();
  const fields = fieldsOf(zone, body);
  const record = { id: newHexId(), createdOn: at, modifiedOn: at, ...fields, ...changedAt(undefined, fields, at) };
  refuseConflict(zone, record);
  return { record, undo: add(zone.records, record) };
}

function change(zone: Zone, record: DnsRecord, body: RecordBody): Undo {
  const at = new Date().toISOString();
  const fields = fieldsOf(zone, body);
  refuseConflict(zone, { ...fields, id: record.id });
  return assign(record, { ...fields, ...changedAt(record, fields, at), modifiedOn: at });
}

/** Of a batch: by their ids, in this order, all or none. */
interface Batch {
  readonly deletes?: readonly { readonly id: string }[] | null;
  readonly patches?: readonly (Partial<RecordBody> & { readonly id: string })[] | null;
  readonly puts?: readonly (RecordBody & { readonly id: string })[] | null;
  readonly posts?: readonly RecordBody[] | null;
}

function carryOut(zone: Zone, { deletes, patches, puts, posts }: Batch) {
  const done = {
    deletes: [] as DnsRecord[],
    patches: [] as DnsRecord[],
    puts: [] as DnsRecord[],
    posts: [] as DnsRecord[],
  };
  const noted = (list: DnsRecord[], record: DnsRecord, undo: Undo) => {
    list.push(record);
    return undo;
  };
  const steps: (() => Undo)[] = [
    ...(deletes ?? []).map(({ id }) => () => {
      const record = findRecord(zone, id);
      return noted(done.deletes, record, remove(zone.records, record));
    }),
    ...(patches ?? []).map(({ id, ...body }) => () => {
      const record = findRecord(zone, id);
      return noted(done.patches, record, change(zone, record, { ...record, ...body }));
    }),
    ...(puts ?? []).map(({ id, ...body }) => () => {
      const record = findRecord(zone, id);
      return noted(done.puts, record, change(zone, record, body));
    }),
    ...(posts ?? []).map((body) => () => {
      const { record, undo } = create(zone, body);
      return noted(done.posts, record, undo);
    }),
  ];
  return { done, undo: forEach(steps, (step) => step()) };
}

function findRecord(zone: Zone, id: string): DnsRecord {
  const record = zone.records.find((one) => one.id === id);
  if (!record) throw new ApiError(404, 'Record does not exist.', 81044);
  return record;
}

/** As a zone file (RFC 1035). */
function zoneFile(zone: Zone): string {
  const lines = zone.records.map(({ name, ttl, type, content }) => {
    const value = ['CNAME', 'NS'].includes(type) ? `${content}.` : content;
    return `${name}.\t${ttl}\tIN\t${type}\t${value}`;
  });
  return `$ORIGIN ${zone.name}.\n${lines.join('\n')}\n`;
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
