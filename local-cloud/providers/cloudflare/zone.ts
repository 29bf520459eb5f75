import { AttributeError } from '../framework/diagnostics';
import { bool, list, nested, string } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { dataSource } from './client';
import { ZONE_ATTRIBUTES, zoneAttributes } from './zone-attributes';

const text = () => string().computed();

export const zoneData = dataSource({
  fields: {
    zone_id: string().optional().computed(),
    filter: nested
      .single({
        account: nested.single({ id: string().optional(), name: string().optional() }).optional(),
        direction: string().optional().validate(oneOf('asc', 'desc')),
        match: string().optional().computed().validate(oneOf('any', 'all')),
        name: string().optional(),
        order: string()
          .optional()
          .validate(oneOf('name', 'status', 'account.id', 'account.name', 'plan.id')),
        status: string()
          .optional()
          .validate(oneOf('initializing', 'pending', 'active', 'moved')),
      })
      .optional(),
    id: text(),
    name: text(),
    account: nested.single({ id: text(), name: text() }).computed(),
    paused: bool().computed(),
    type: text(),
    vanity_name_servers: list(string()).computed(),
    ...ZONE_ATTRIBUTES,
  },
  async read({ zone_id, filter }, client) {
    if ((zone_id === null) === (filter === null)) {
      throw new AttributeError([], 'Invalid attribute combination', "Exactly one of 'zone_id' and 'filter' is needed.");
    }
    const id = zone_id ?? (await findZone(filter!, client));
    return {
      ...zoneAttributes(await client.get(`/zones/${id}`)),
      zone_id: id,
      filter: filter && { ...filter, match: filter.match ?? 'all' },
    };
  },
});

/** The one zone that the filter describes; none and several are errors. */
async function findZone(filter: any, client: any): Promise<string> {
  const query = new URLSearchParams();
  if (filter.name !== null) query.set('name', filter.name);
  if (filter.account?.id) query.set('account.id', filter.account.id);
  if (filter.status !== null) query.set('status', filter.status);
  const { result } = await client.get(`/zones?${query.toString()}`);
  if (result.length !== 1) {
    throw new AttributeError(
      ['filter'],
      'failed to find exactly one result',
      `The filter ${query.toString()} finds ${result.length} zones, not one.`,
    );
  }
  return result[0].id;
}
