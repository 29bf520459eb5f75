import { NO_EDGE, type RecordSpec, type ZoneSpec } from '../../../runtime';
import type { Domain, DomainRecord, State } from '../../model';
import { fqdnOf } from './names';
import { presented } from './presentation';

/**
 * Domains as the resolver answers for them, to droplets and to visitors. Of a domain and one below it the longer answers, as on name
 * servers that have both. A zone at Cloudflare comes before them all: its registrar delegates to Cloudflare.
 */
export function domainZones({ domains }: Pick<State, 'domains'>): ZoneSpec[] {
  return [...domains]
    .sort((one, other) => other.name.length - one.name.length)
    .map((domain) => ({
      name: domain.name,
      records: domain.records.flatMap((record) => recordSpec(domain, record) ?? []),
      edge: NO_EDGE,
    }));
}

function recordSpec(domain: Domain, record: DomainRecord): RecordSpec | undefined {
  const { type, ttl } = record;
  if (type === 'SOA') return undefined;
  return { name: fqdnOf(domain, record.name), type, content: presented(domain, record, ''), ttl, proxied: false };
}
