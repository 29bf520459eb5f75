import type { Domain } from '../../model';
import { fqdnOf } from './names';
import { presented } from './presentation';

export const NAME_SERVERS = ['ns1.digitalocean.com', 'ns2.digitalocean.com', 'ns3.digitalocean.com'] as const;
/** Refresh, retry and expiry of secondaries, seconds. */
const SECONDARIES = '10800 3600 604800';

/** A domain as DigitalOcean shows it in the master file format (RFC 1035). */
export function zoneFile(domain: Domain): string {
  const { name, ttl, serial, records } = domain;
  const lines = records.map((record) =>
    record.type === 'SOA'
      ? `${name}. IN SOA ${NAME_SERVERS[0]}. hostmaster.${name}. ${serial} ${SECONDARIES} ${record.data}`
      : `${fqdnOf(domain, record.name)}. ${record.ttl} IN ${record.type} ${presented(domain, record, '.')}`,
  );
  return `${[`$ORIGIN ${name}.`, `$TTL ${ttl}`, ...lines].join('\n')}\n`;
}
