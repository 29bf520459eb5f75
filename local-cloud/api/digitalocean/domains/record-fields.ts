import { isIPv4, isIPv6 } from 'node:net';
import { unprocessable } from '../../errors';
import { isHostName } from '../../host-name';
import { lookUp } from '../../look-up';
import type { Domain, DomainRecord } from '../../model';
import { fqdnOf, relativeName } from './names';

type Type = DomainRecord['type'];
type Fields = Omit<DomainRecord, 'id'>;

/** Seconds. */
const MIN_TTL = 30;
const MAX_TTL = 2 ** 31 - 1;
/** Bytes of a text that fit an answer of DNS. */
const MAX_TEXT = 60_000;
const TAGS: readonly string[] = ['issue', 'issuewild', 'iodef'];
/** What can be created: of SOA records a domain has the one that the cloud makes. */
const TYPES: readonly Type[] = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT'];
/** Whose data is the name of a host. */
const HOSTS: readonly Type[] = ['CNAME', 'MX', 'NS', 'SRV'];
/** Numbers that a type must have, and no other type has. */
const NUMBERS: Readonly<Record<string, readonly ('flags' | 'port' | 'priority' | 'weight')[]>> = {
  CAA: ['flags'],
  MX: ['priority'],
  SRV: ['priority', 'port', 'weight'],
};

const UINT16 = { type: ['integer', 'null'], minimum: 0, maximum: 65535 };
const TEXT = { type: ['string', 'null'] };

export const RECORD_BODY = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    name: TEXT,
    data: TEXT,
    priority: UINT16,
    port: UINT16,
    weight: UINT16,
    ttl: { type: ['integer', 'null'] },
    flags: { type: ['integer', 'null'], minimum: 0, maximum: 255 },
    tag: TEXT,
  },
};

/** What is null is as if it were not there. */
export type RecordBody = { readonly [K in keyof Fields]?: Fields[K] | null };

/** The fields of a record as a request wants it, refused when it cannot be. What its type does not have is left out. */
export function fieldsOf(domain: Domain, body: RecordBody): Fields {
  const { type, ttl } = body;
  if (type === 'SOA') throw unprocessable('SOA records cannot be created');
  if (!type || !TYPES.includes(type)) throw unprocessable(`Type must be one of ${TYPES.join(', ')}`);
  if (typeof ttl === 'number' && (ttl < MIN_TTL || ttl > MAX_TTL))
    throw unprocessable(`Ttl must be between ${MIN_TTL} and ${MAX_TTL} seconds`);
  const number = (name: 'flags' | 'port' | 'priority' | 'weight') => {
    if (!lookUp(NUMBERS, type)?.includes(name)) return null;
    if (typeof body[name] !== 'number') throw unprocessable(`${capitalized(name)} is not a number`);
    return body[name];
  };
  const tag = type === 'CAA' ? tagOf(body.tag) : null;
  return {
    type,
    name: relativeName(domain, nameOf(type, body.name)),
    data: dataOf(type, tag, body.data ?? ''),
    ttl: ttl ?? domain.ttl,
    priority: number('priority'),
    port: number('port'),
    weight: number('weight'),
    flags: number('flags'),
    tag,
  };
}

/** The fields of a record after a change: what the request does not name stays. */
export function changedFields(domain: Domain, record: DomainRecord, body: RecordBody): Fields {
  const named = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  const changes = named.filter(([key, value]) => record[key as keyof DomainRecord] !== value);
  if (changes.some(([key]) => key === 'type')) throw unprocessable('Type of a record cannot be changed');
  if (record.type !== 'SOA') return fieldsOf(domain, { ...asBody(record), ...Object.fromEntries(named) });
  // The real client sends 0 for the numbers that a record does not have.
  if (changes.some(([key, value]) => key !== 'ttl' && value !== 0))
    throw unprocessable('Only the ttl of a SOA record can be changed');
  const { ttl } = fieldsOf(domain, { ...body, type: 'TXT', name: '@', data: record.data, ttl: body.ttl ?? record.ttl });
  return { ...record, ttl };
}

/** Refuses an alias beside other records of its name (RFC 1034, 3.6.2). `own` is the record that changes. */
export function refuseAlias(domain: Domain, { type, name }: Fields, own?: DomainRecord): void {
  const same = domain.records.filter((one) => one !== own && fqdnOf(domain, one.name) === fqdnOf(domain, name));
  if (same.some((one) => one.type === 'CNAME' || type === 'CNAME'))
    throw unprocessable('CNAME records cannot share a name with other records');
}

/** A record as a request would have it. */
function asBody(record: DomainRecord): RecordBody {
  return { ...record, data: endsWithDot(record.type, record.tag) ? qualified(record.data) : record.data };
}

function qualified(host: string): string {
  return host === '@' ? host : `${host}.`;
}

/** Whether a request must have the data with a dot at its end; answers have none. */
function endsWithDot(type: Type, tag: string | null): boolean {
  return HOSTS.includes(type) || (type === 'CAA' && tag !== 'iodef');
}

function nameOf(type: Type, name: string | null | undefined): string {
  if (name) return name;
  if (type === 'MX') return '@';
  throw unprocessable("Name can't be blank");
}

function tagOf(tag: string | null | undefined): string {
  if (!tag || !TAGS.includes(tag)) throw unprocessable(`Tag must be one of ${TAGS.join(', ')}`);
  return tag;
}

function dataOf(type: Type, tag: string | null, data: string): string {
  if (data === '') throw unprocessable("Data can't be blank");
  if (type === 'A' && !isIPv4(data)) throw unprocessable('IP address did not match IPv4 format (e.g. 127.0.0.1).');
  if (type === 'AAAA' && (!isIPv6(data) || data.includes('%')))
    throw unprocessable('IP address did not match IPv6 format (e.g. 2001:db8::1).');
  if (Buffer.byteLength(data) > MAX_TEXT) throw unprocessable(`Data is too long (maximum is ${MAX_TEXT} bytes)`);
  if (tag === 'iodef' && !/^(mailto:|https?:\/\/)[\x21\x23-\x7e]+$/.test(data))
    throw unprocessable('Data of a CAA record with the tag iodef is a mailto:, http: or https: URL');
  if (!endsWithDot(type, tag)) return data;
  if (data === '@' && HOSTS.includes(type)) return data;
  if (!data.endsWith('.')) throw unprocessable('Data needs to end with a dot (.)');
  if (!isHostName(data.slice(0, -1).toLowerCase())) throw unprocessable(`Data '${data}' is not a host name`);
  return data.slice(0, -1);
}

function capitalized(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
