import type { Value } from '../framework/cty';
import { AttributeError } from '../framework/diagnostics';
import { legacyId, number, string, type PlanDraft, type ValueOf } from '../framework/schema';
import { between, notEmpty, oneOf } from '../framework/validators';
import { present } from '../http';
import { resource } from './client';

/** What a record of a type must have, known at plan. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  CAA: ['flags', 'tag'],
  MX: ['priority'],
  SRV: ['priority', 'weight'],
};
/** Whose data is the name of a host: with a dot at its end in configurations, without one in answers. */
const HOSTS = ['CAA', 'CNAME', 'MX', 'NS', 'SRV'];

const fields = {
  ...legacyId,
  type: string()
    .required()
    .forceNew()
    .validate(oneOf('A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'SOA')),
  domain: string().required().forceNew().validate(notEmpty),
  name: string().required().validate(notEmpty),
  port: number().optional().validate(between(0, 65535)),
  priority: number().optional().validate(between(0, 65535)),
  weight: number().optional().validate(between(0, 65535)),
  ttl: number()
    .optional()
    .computed()
    .validate((ttl) => (ttl >= 1 ? undefined : `must be at least 1, got ${ttl}`)),
  value: string().required(),
  fqdn: string().computed(),
  flags: number().optional().validate(between(0, 255)),
  tag: string()
    .optional()
    .validate(oneOf('issue', 'issuewild', 'iodef')),
};

export const record = resource({
  sdkv2: true,
  fields,
  plan({ prior, config, planned }: PlanDraft) {
    const { type } = config;
    if (typeof type === 'string')
      for (const name of REQUIRED[type] ?? []) if (config[name] === null) throw missing(name, type);
    const { domain, name, value } = planned;
    if (!prior || typeof domain !== 'string') return;
    const apex = `${domain}.`;
    const below = (label: Value) => (typeof label === 'string' ? `${label}.${apex}` : undefined);
    if ((prior.name === '@' && name === apex) || below(prior.name!) === name) planned.name = prior.name!;
    if ((prior.value === '@' && value === apex) || prior.value === below(value!)) planned.value = prior.value!;
  },
  async create({ planned, client }) {
    if (planned.type === 'SRV' && planned.port === null) throw missing('port', 'SRV');
    const path = `/v2/domains/${planned.domain}/records`;
    const { id } = (await client.post(path, { type: planned.type, ...request(planned) })).domain_record;
    return attributes((await client.get(`${path}/${id}`)).domain_record, planned.domain);
  },
  async read({ domain, id }, client) {
    const found = await client.find(`/v2/domains/${domain}/records/${id}`);
    return found && attributes(found.domain_record, domain);
  },
  async update({ prior, planned, client }) {
    const path = `/v2/domains/${planned.domain}/records/${prior.id}`;
    await client.put(path, request(planned));
    return attributes((await client.get(path)).domain_record, planned.domain);
  },
  async delete({ domain, id }, client) {
    const path = `/v2/domains/${domain}/records/${id}`;
    if (await client.find(path)) await client.delete(path);
  },
  import(id) {
    const [domain = '', record] = id.split(',');
    return record === undefined ? { id } : { domain, id: record };
  },
});

function missing(name: string, type: string): AttributeError {
  return new AttributeError([name], `Missing ${name}`, `'${name}' is required when the type is ${type}.`);
}

function request(p: ValueOf<typeof fields>): object {
  const numbers = { priority: p.priority ?? 0, port: p.port ?? 0, weight: p.weight ?? 0, flags: p.flags ?? 0 };
  return { name: p.name, data: p.value, ...numbers, ...present({ ttl: p.ttl || null, tag: p.tag || null }) };
}

function attributes(r: any, domain: string) {
  const isHost = HOSTS.includes(r.type) && r.data !== '@' && r.tag !== 'iodef';
  return {
    ...{ id: String(r.id), name: r.name, type: r.type, ttl: r.ttl, value: isHost ? `${r.data}.` : r.data },
    ...{ port: r.port ?? 0, priority: r.priority ?? 0, weight: r.weight ?? 0, flags: r.flags ?? 0, tag: r.tag ?? '' },
    fqdn: r.name === '@' ? domain : `${r.name}.${domain}`,
  };
}
