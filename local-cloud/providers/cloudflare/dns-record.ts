import { UNKNOWN, equal } from '../framework/cty';
import { AttributeError } from '../framework/diagnostics';
import { bool, dynamic, nested, number, set, string } from '../framework/schema';
import { between, matches, oneOf } from '../framework/validators';
import { present } from '../http';
import { resource } from './client';

const TYPES = [
  'A',
  'AAAA',
  'CAA',
  'CERT',
  'CNAME',
  'DNSKEY',
  'DS',
  'HTTPS',
  'LOC',
  'MX',
  'NAPTR',
  'NS',
  'OPENPGPKEY',
  'PTR',
  'SMIMEA',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
  'URI',
];
const numbers = [
  'algorithm',
  'altitude',
  'digest_type',
  'key_tag',
  'lat_degrees',
  'lat_minutes',
  'lat_seconds',
  'long_degrees',
  'long_minutes',
  'long_seconds',
  'matching_type',
  'order',
  'port',
  'precision_horz',
  'precision_vert',
  'preference',
  'priority',
  'protocol',
  'selector',
  'size',
  'type',
  'usage',
  'weight',
];
const strings = [
  'certificate',
  'digest',
  'fingerprint',
  'lat_direction',
  'long_direction',
  'public_key',
  'regex',
  'replacement',
  'service',
  'tag',
  'target',
  'value',
];
const each = <T>(names: string[], field: () => T) => Object.fromEntries(names.map((name) => [name, field()]));

export const dnsRecord = resource({
  fields: {
    id: string().computed().keepsState(),
    zone_id: string().required().forceNew(),
    name: string().required(),
    ttl: number()
      .required()
      .validate((ttl) => (ttl === 1 ? undefined : between(30, 86400)(ttl))),
    type: string()
      .required()
      .forceNew()
      .validate(oneOf(...TYPES)),
    content: string().optional().computed().keepsState(),
    data: nested
      .single({
        flags: dynamic().optional(),
        ...each(numbers, () => number().optional()),
        ...each(strings, () => string().optional()),
      })
      .optional(),
    priority: number().optional().validate(between(0, 65535)),
    comment: string().optional(),
    proxied: bool().default(false).computed(),
    settings: nested
      .single({
        flatten_cname: bool().default(false).computed(),
        ipv4_only: bool().default(false).computed(),
        ipv6_only: bool().default(false).computed(),
      })
      .optional()
      .computed()
      .keepsState(),
    tags: set(string().validate(matches(/^[^:]+(:.*)?$/, 'name or name:value')))
      .optional()
      .computed()
      .keepsState(),
    created_on: string().computed().keepsState(),
    modified_on: string().computed(),
    comment_modified_on: string().computed().keepsState(),
    tags_modified_on: string().computed().keepsState(),
    proxiable: bool().computed().keepsState(),
    meta: string().computed().keepsState(),
  },
  plan({ prior, config, planned }) {
    if (config.content !== null && config.data !== null) {
      throw new AttributeError(
        ['content'],
        'Invalid attribute combination',
        "'content' and 'data' cannot both be configured.",
      );
    }
    if (!prior) {
      if (planned.comment === null) planned.comment_modified_on = null;
      return;
    }
    // Known to stay, to be new, or to go, with what they belong to.
    const sameComment = planned.comment === prior.comment;
    if (planned.comment === null) planned.comment_modified_on = null;
    else planned.comment_modified_on = sameComment ? prior.comment_modified_on! : UNKNOWN;
    planned.tags_modified_on = equal(['set', 'string'], planned.tags!, prior.tags!) ? prior.tags_modified_on! : UNKNOWN;
    if (config.content === null) planned.content = prior.content!;
  },
  async create({ planned, client }) {
    return attributes(await client.post(`/zones/${planned.zone_id}/dns_records`, request(planned)));
  },
  async read({ zone_id, id, ...rest }, client) {
    const found = await client.find(`/zones/${zone_id}/dns_records/${id}`);
    return (
      found && { ...attributes(found), data: found.result.data ? { ...blank(rest.data), ...found.result.data } : null }
    );
  },
  async update({ prior, planned, client }) {
    return attributes(await client.put(`/zones/${prior.zone_id}/dns_records/${prior.id}`, request(planned)));
  },
  delete: ({ zone_id, id }, client) => client.delete(`/zones/${zone_id}/dns_records/${id}`),
  import(id) {
    const [zone_id = '', record = ''] = id.split('/');
    return { zone_id, id: record };
  },
});

const blank = (data: object | null) => Object.fromEntries(Object.keys(data ?? {}).map((key) => [key, null]));

function request({ name, type, ttl, content, data, priority, comment, proxied, tags, settings }: any): object {
  const plain = data && present({ ...data, flags: data.flags?.value ?? data.flags });
  return present({
    name,
    type,
    ttl,
    content,
    data: plain,
    priority,
    comment,
    proxied,
    tags,
    settings: settings && present(settings),
  });
}

function attributes({ result: r }: any) {
  return {
    id: r.id,
    name: r.name,
    ttl: r.ttl,
    type: r.type,
    content: r.content,
    priority: r.priority ?? null,
    comment: r.comment ?? null,
    proxied: r.proxied,
    tags: r.tags ?? [],
    proxiable: r.proxiable,
    meta: JSON.stringify(r.meta ?? {}),
    created_on: r.created_on,
    modified_on: r.modified_on,
    comment_modified_on: r.comment_modified_on ?? null,
    tags_modified_on: r.tags_modified_on ?? null,
    settings: { flatten_cname: null, ipv4_only: null, ipv6_only: null, ...r.settings },
  };
}
