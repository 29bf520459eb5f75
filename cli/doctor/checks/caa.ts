import { NO_CLOUDFLARE, type Check, type DoctorContext } from '../check';
import { failure, ok, skipped, type Finding } from '../finding';
import { zoneNames } from '../planned/names';

interface CaaRecord {
  readonly name: string;
  readonly data?: { readonly flags?: number; readonly tag?: string; readonly value?: string };
}

const LETS_ENCRYPT = 'letsencrypt.org';

/**
 * CAA records (RFC 8659) of the zone that forbid the certificate which load balancers ask for. For its own certificates at the edge
 * Cloudflare adds records of its authorities itself; of its Origin CA nobody asks them.
 */
export const caa: Check = {
  id: 'caa',
  title: 'CAA records that forbid the certificate in use',
  async run(context) {
    const { stack, cloudflare } = context;
    const certificates = stack.preflight('acme');
    if (certificates.length === 0) return [];
    if (!cloudflare) return [skipped(NO_CLOUDFLARE)];
    const findings: Finding[] = [];
    for (const { directory, hostNames } of certificates) {
      const identities = await identitiesOf(context, directory);
      if (identities.length === 0) {
        findings.push(skipped(`${directory} does not tell which CAA records allow it`));
        continue;
      }
      for (const zoneName of zoneNames(stack)) {
        const zone = await cloudflare.zone(zoneName);
        if (!zone) continue;
        const all = await cloudflare.list<CaaRecord>(`/zones/${zone.id}/dns_records?type=CAA`);
        const inZone = hostNames.filter((name) => name === zoneName || name.endsWith(`.${zoneName}`));
        findings.push(...inZone.map((name) => verdict(name, all, identities)));
      }
    }
    return findings;
  },
};

/** The authority names itself in its directory (RFC 8555, 9.7.6). */
async function identitiesOf({ fetch: fetching }: DoctorContext, directory: string): Promise<readonly string[]> {
  if (/^https:\/\/acme-(staging-)?v02\.api\.letsencrypt\.org\//.test(directory)) return [LETS_ENCRYPT];
  try {
    const response = await fetching(directory, { signal: AbortSignal.timeout(10_000) });
    const { meta } = (await response.json()) as { meta?: { caaIdentities?: unknown } };
    return Array.isArray(meta?.caaIdentities) ? meta.caaIdentities.map(String) : [];
  } catch {
    return [];
  }
}

/** Decided by the nearest name, from the host's upwards, that has any CAA record. */
function verdict(host: string, records: readonly CaaRecord[], identities: readonly string[]): Finding {
  const [identity] = identities;
  const labels = host.replace(/^\*\./, '').split('.');
  const names = labels.map((_, i) => labels.slice(i).join('.'));
  const nearest = names.find((name) => records.some((record) => record.name === name));
  const tag = host.startsWith('*.') && records.some((one) => one.data?.tag === 'issuewild') ? 'issuewild' : 'issue';
  const deciding = records.filter((record) => record.name === nearest && record.data?.tag === tag);
  if (deciding.length === 0) return ok(`no CAA record forbids ${identity} to certify ${host}`);
  const values = deciding.map(({ data }) => data?.value ?? '');
  const allowing = values.filter((value) => identities.includes(value.split(';')[0]!.trim()));
  const byDns = allowing.filter((value) => methodsOf(value)?.includes('dns-01') ?? true);
  if (byDns.length > 0) return ok(`CAA records of ${nearest} allow ${identity} to certify ${host}`);
  return failure(
    allowing.length > 0
      ? `CAA records of ${nearest} do not allow ${identity} the method dns-01 for ${host}`
      : `CAA records of ${nearest} forbid ${identity} to certify ${host}: ${values.join(', ')}`,
    `add to ${nearest}: CAA 0 ${tag} "${identity}"`,
  );
}

/** RFC 8657. */
function methodsOf(value: string): readonly string[] | undefined {
  return /;\s*validationmethods=([\w,-]+)/.exec(value)?.[1]?.split(',');
}
