import type { Domain, DomainRecord } from '../../model';
import { hostOf } from './names';

/**
 * The data of a record in presentation form (RFC 1035).
 *
 * @param end follows the names of hosts: a dot in zone files
 */
export function presented(domain: Domain, record: DomainRecord, end: '' | '.'): string {
  const host = hostOf(domain, record) + end;
  switch (record.type) {
    case 'CNAME':
    case 'NS':
      return host;
    case 'MX':
      return `${record.priority} ${host}`;
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${host}`;
    case 'CAA':
      return `${record.flags} ${record.tag} "${record.data}"`;
    case 'TXT':
      return `"${record.data.replace(/^"|"$/g, '')}"`;
    default:
      return record.data;
  }
}
