import type { FastifyInstance } from 'fastify';
import { add, assign, inOrder, remove, replace, type Undo } from '../../change';
import type { Cloud } from '../../cloud';
import { required, unprocessable } from '../../errors';
import type { Domain, DomainRecord } from '../../model';
import { page } from '../pages';
import { findDomain, type DomainParams } from './domains';
import { fqdnOf } from './names';
import { RECORD_BODY, changedFields, fieldsOf, refuseAlias, type RecordBody } from './record-fields';

const TYPES: readonly DomainRecord['type'][] = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SOA', 'SRV', 'TXT'];
const QUERY = { type: 'object', properties: { name: { type: 'string' }, type: { enum: TYPES } } };

type Filters = { Querystring: { name?: string; type?: DomainRecord['type'] } };
type RecordParams = { Params: { domain: string; record: string } };

export function domainRecordRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = ({ domain: name, record: id }: RecordParams['Params']) => {
    const domain = findDomain(state, name);
    return { domain, record: required(domain.records.find((one) => String(one.id) === id)) };
  };

  api.get<DomainParams & Filters>('/domains/:domain/records', { schema: { querystring: QUERY } }, (request) => {
    const domain = findDomain(state, request.params.domain);
    const { name, type } = request.query;
    const found = domain.records.filter(
      (one) => (!name || fqdnOf(domain, one.name) === name.toLowerCase()) && (!type || one.type === type),
    );
    return page(request, 'domain_records', found);
  });
  api.post<DomainParams & { Body: RecordBody }>(
    '/domains/:domain/records',
    { schema: { body: { ...RECORD_BODY, required: ['type'] } } },
    async ({ params, body }, reply) => {
      let record: DomainRecord | undefined;
      await cloud.commit(() => {
        const domain = findDomain(state, params.domain);
        const fields = fieldsOf(domain, body);
        refuseAlias(domain, fields);
        record = { id: cloud.store.nextId(), ...fields };
        return inOrder(renumber(domain), add(domain.records, record));
      });
      return reply.code(201).send({ domain_record: record });
    },
  );
  api.get<RecordParams>('/domains/:domain/records/:record', ({ params }) => ({ domain_record: find(params).record }));
  // The two do the same: what is not named stays.
  for (const method of ['PUT', 'PATCH'] as const) {
    api.route<RecordParams & { Body: RecordBody }>({
      method,
      url: '/domains/:domain/records/:record',
      schema: { body: RECORD_BODY },
      handler: async ({ params, body }) => {
        let record: DomainRecord | undefined;
        await cloud.commit(() => {
          const { domain, record: before } = find(params);
          const fields = changedFields(domain, before, body);
          refuseAlias(domain, fields, before);
          record = { ...fields, id: before.id };
          return inOrder(renumber(domain), replace(domain.records, before, record));
        });
        return { domain_record: record };
      },
    });
  }
  api.delete<RecordParams>('/domains/:domain/records/:record', async ({ params }, reply) => {
    await cloud.commit(() => {
      const { domain, record } = find(params);
      if (record.type === 'SOA') throw unprocessable('SOA records cannot be deleted');
      return inOrder(renumber(domain), remove(domain.records, record));
    });
    return reply.code(204).send();
  });
}

/** A zone that has changed has a greater serial number. */
function renumber(domain: Domain): Undo {
  return assign(domain, { serial: Math.max(domain.serial + 1, Math.floor(Date.now() / 1000)) });
}
