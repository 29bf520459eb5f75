import { bool, list, nested, number, string } from '../framework/schema';

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

/** What only Cloudflare decides of a zone: the same in the resource and in the data source. */
export const ZONE_ATTRIBUTES = {
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
  permissions: list(string()).computed().deprecated(),
  plan: nested.single(PLAN).computed().deprecated(),
  status: text(),
  tenant: nested.single({ id: text(), name: text() }).computed(),
  tenant_unit: nested.single({ id: text() }).computed(),
  verification_key: text(),
};

/** Of an answer, which leaves out what a zone does not have. */
export function zoneAttributes({ result }: any) {
  const { tenant = null, tenant_unit = null, cname_suffix = null, verification_key = null, ...zone } = result;
  return { ...zone, owner: { name: null, ...zone.owner }, tenant, tenant_unit, cname_suffix, verification_key };
}
