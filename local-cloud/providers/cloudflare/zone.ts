import { AttributeError } from '../framework/diagnostics';
import { bool, list, nested, number, string } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { dataSource } from './client';

const text = () => string().computed();
const flag = () => bool().computed();
const META = {
  cdn_only: flag(),
  custom_certificate_quota: number().computed(),
  dns_only: flag(),
  foundation_dns: flag(),
  page_rule_quota: number().computed(),
  phishing_detected: flag(),
  step: number().computed(),
};
const PLAN = {
  can_subscribe: flag(),
  currency: text(),
  externally_managed: flag(),
  frequency: text(),
  id: text(),
  is_subscribed: flag(),
  legacy_discount: flag(),
  legacy_id: text(),
  name: text(),
  price: number().computed(),
};

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
    activated_on: text(),
    cname_suffix: text(),
    created_on: text(),
    development_mode: number().computed(),
    meta: nested.single(META).computed(),
    modified_on: text(),
    name_servers: list(string()).computed(),
    original_dnshost: text(),
    original_name_servers: list(string()).computed(),
    original_registrar: text(),
    owner: nested.single({ id: text(), name: text(), type: text() }).computed(),
    paused: flag(),
    permissions: list(string()).computed().deprecated(),
    plan: nested.single(PLAN).computed().deprecated(),
    status: text(),
    tenant: nested.single({ id: text(), name: text() }).computed(),
    tenant_unit: nested.single({ id: text() }).computed(),
    type: text(),
    vanity_name_servers: list(string()).computed(),
    verification_key: text(),
  },
  async read({ zone_id, filter }, client) {
    if ((zone_id === null) === (filter === null)) {
      throw new AttributeError([], 'Invalid attribute combination', "Exactly one of 'zone_id' and 'filter' is needed.");
    }
    const id = zone_id ?? (await findZone(filter!, client));
    const { result } = await client.get(`/zones/${id}`);
    const { tenant = null, tenant_unit = null, cname_suffix = null, verification_key = null, ...zone } = result;
    return {
      ...zone,
      zone_id: id,
      filter: filter && { ...filter, match: filter.match ?? 'all' },
      owner: { name: null, ...zone.owner },
      tenant,
      tenant_unit,
      cname_suffix,
      verification_key,
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
