import { createHash } from 'node:crypto';
import type { Zone } from '../model';

/** What the TXT record must hold (RFC 8555, 8.4). */
export function challengeValue(token: string, thumbprint: string): string {
  return createHash('sha256').update(`${token}.${thumbprint}`).digest('base64url');
}

/** The TXT records of a name's challenge: one for each load balancer that asks at the same time. */
export function dnsValues(zones: readonly Zone[], name: string): readonly string[] {
  return zones
    .flatMap(({ records }) => records)
    .filter((record) => record.type === 'TXT' && record.name === `_acme-challenge.${name}`)
    .map(({ content }) => content.replace(/^"|"$/g, ''));
}
