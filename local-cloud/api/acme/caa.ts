import type { Zone } from '../model';
import type { AcmeAuthorization } from './model';

/** By which CAA records name this authority. */
export const CAA_IDENTITY = 'acme.local-cloud.example';

/** Why the CAA records of the zones (RFC 8659) forbid the certificate; undefined when they do not. The nearest name with any decides. */
export function caaProblem(
  zones: readonly Zone[],
  { name, wildcard }: Pick<AcmeAuthorization, 'name' | 'wildcard'>,
): string | undefined {
  const records = zones.flatMap((zone) =>
    zone.records.flatMap((one) => (one.data ? [{ at: one.name, ...one.data }] : [])),
  );
  const labels = name.split('.');
  const nearest = labels.map((_, i) => labels.slice(i).join('.')).find((at) => records.some((one) => one.at === at));
  const own = records.filter(({ at }) => at === nearest);
  const tag = wildcard && own.some((one) => one.tag === 'issuewild') ? 'issuewild' : 'issue';
  const deciding = own.filter((one) => one.tag === tag);
  const allowed = deciding.some(({ value }) => value.split(';')[0]!.trim() === CAA_IDENTITY);
  return deciding.length === 0 || allowed
    ? undefined
    : `CAA records of ${nearest} forbid ${CAA_IDENTITY} to certify ${name}`;
}
