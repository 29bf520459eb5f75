import { isIPv4, isIPv6 } from 'node:net';
import { ApiError } from '../errors';
import { isHostName } from '../host-name';
import type { CaaData, DnsRecord, Zone } from '../model';

/** Types whose content is plain text; CAA records come in parts. */
const TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'NS', 'TXT'];
/** Types that Cloudflare has and this cloud has not. */
const OTHER_TYPES = [
  ...['CERT', 'DNSKEY', 'DS', 'HTTPS', 'LOC', 'MX', 'NAPTR', 'OPENPGPKEY', 'PTR', 'SMIMEA', 'SRV', 'SSHFP'],
  ...['SVCB', 'TLSA', 'URI'],
];
/** What can stand behind the edge. */
const PROXIABLE = ['A', 'AAAA', 'CNAME'];
const MAX_TEXT = 2048;
const SETTINGS = { type: 'object', additionalProperties: { type: 'boolean' } };

/** What is missing or wrong is said in words below: a type that is not there comes first. */
export const RECORD_BODY = {
  type: 'object',
  required: ['name', 'type'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 255 },
    type: { type: 'string' },
    content: { type: 'string', minLength: 1 },
    ttl: { type: 'number' },
    proxied: { type: 'boolean' },
    comment: { type: ['string', 'null'], maxLength: 100 },
    tags: { type: 'array', items: { type: 'string' } },
    settings: SETTINGS,
    data: { type: 'object' },
  },
};

const withId = (body: { readonly required: readonly string[]; readonly properties: object }) => ({
  type: 'object',
  required: ['id', ...body.required],
  properties: { ...body.properties, id: { type: 'string' } },
});
const listOf = (items: object) => ({ type: ['array', 'null'], items });

export const BATCH_BODY = {
  type: 'object',
  properties: {
    deletes: listOf(withId({ required: [], properties: {} })),
    patches: listOf(withId({ ...RECORD_BODY, required: [] })),
    puts: listOf(withId(RECORD_BODY)),
    posts: listOf(RECORD_BODY),
  },
};

export interface RecordBody {
  readonly name: string;
  readonly type: string;
  readonly content?: string;
  readonly ttl?: number;
  readonly proxied?: boolean;
  readonly comment?: string | null;
  readonly tags?: string[];
  readonly settings?: DnsRecord['settings'];
  readonly data?: Partial<CaaData>;
}

export function isProxiable(type: string): boolean {
  return PROXIABLE.includes(type);
}

/** The fields of a record as a request wants it, refused when it cannot be. */
export function fieldsOf(zone: Zone, body: RecordBody) {
  const { type, proxied = false, ttl = 1, comment = null, tags = [], settings = {} } = body;
  if (OTHER_TYPES.includes(type)) throw new ApiError(501, `the local cloud has no ${type} records`, 1004);
  if (!TYPES.includes(type)) throw new ApiError(400, `DNS record type "${type}" is invalid.`, 9000);
  const data = type === 'CAA' ? caaOf(body.data) : undefined;
  const content = data ? `${data.flags} ${data.tag} "${data.value}"` : body.content;
  if (content === undefined || !isContent(type, content))
    throw new ApiError(400, `Content for ${type} record is invalid.`, 9005);
  if (ttl !== 1 && !(Number.isInteger(ttl) && ttl >= 60 && ttl <= 86400))
    throw new ApiError(400, 'TTL must be between 60 and 86400 seconds, or 1 for Automatic.', 9021);
  if (proxied && !isProxiable(type)) throw new ApiError(400, `This record type cannot be proxied.`, 9004);
  if (Object.values(settings).includes(true))
    throw new ApiError(
      501,
      'the local cloud has no settings of DNS records: flatten_cname, ipv4_only, ipv6_only',
      1004,
    );
  const name = nameIn(zone, body.name);
  return {
    name,
    type,
    content,
    proxied,
    ttl: proxied ? 1 : ttl,
    comment: comment || null,
    tags,
    settings,
    ...(data && { data }),
  };
}

/** The tags of RFC 8659 that Cloudflare takes. */
function caaOf(data: RecordBody['data']): CaaData {
  const { flags, tag, value } = data ?? {};
  const isFlags = Number.isInteger(flags) && flags! >= 0 && flags! <= 255;
  if (
    !isFlags ||
    !['issue', 'issuewild', 'iodef'].includes(tag ?? '') ||
    typeof value !== 'string' ||
    !/^[\x20-\x7e]*$/.test(value) ||
    value.includes('"')
  )
    throw new ApiError(400, 'DNS Validation Error: data of a CAA record are flags, tag and value.', 1004);
  return { flags: flags!, tag: tag!, value };
}

export function refuseConflict(zone: Zone, record: Pick<DnsRecord, 'id' | 'name' | 'type' | 'content'>): void {
  const sameName = zone.records.filter((one) => one.name === record.name && one.id !== record.id);
  if (sameName.some((one) => one.type === record.type && one.content === record.content))
    throw new ApiError(400, 'An identical record already exists.', 81058);
  if (sameName.some((one) => one.type === 'CNAME' || record.type === 'CNAME'))
    throw new ApiError(400, 'A CNAME record with that host already exists.', 81053);
}

function isContent(type: string, content: string): boolean {
  if (type === 'A') return isIPv4(content);
  if (type === 'AAAA') return isIPv6(content) && !content.includes('%');
  if (type === 'CAA') return true;
  if (type === 'TXT') return content.length <= MAX_TEXT;
  return isHostName(content.toLowerCase().replace(/\.$/, ''));
}

function nameIn(zone: Zone, asked: string): string {
  const relative = asked.toLowerCase().replace(/\.$/, '');
  const inZone = relative === zone.name || relative.endsWith(`.${zone.name}`);
  const name = relative === '@' ? zone.name : inZone ? relative : `${relative}.${zone.name}`;
  if (!isHostName(name.replace(/^\*\./, ''))) throw new ApiError(400, 'DNS name is invalid.', 9000);
  return name;
}
