import { ApiRefusal } from '../../apis/api-requests';
import type { CloudflareApi } from '../../apis/cloudflare';
import type { Check } from '../check';
import { failure, ok, skipped, type Finding } from '../finding';
import { zoneNames } from '../planned/names';

const DASHBOARD = 'https://dash.cloudflare.com/profile/api-tokens';

/** What a token must be able to do in the zone, by the types of the resources; and a read that shows a part of it. */
export const PERMISSIONS: readonly { readonly types: RegExp; readonly permission: string; readonly probe: string }[] = [
  { types: /^cloudflare_dns_record$/, permission: 'DNS', probe: '/zones/ZONE/dns_records?per_page=1' },
  { types: /^cloudflare_zone_setting$/, permission: 'Zone Settings', probe: '/zones/ZONE/settings/ssl' },
  {
    types: /^cloudflare_(origin_ca_certificate|authenticated_origin_pulls\w*)$/,
    permission: 'SSL and Certificates',
    probe: '/zones/ZONE/origin_tls_client_auth/settings',
  },
];

export const cloudflareToken: Check = {
  id: 'cloudflare-token',
  title: 'the token of the Cloudflare provider and what it may read in the zone',
  async run({ stack, cloudflare }) {
    if (!stack.provider('cloudflare')) return [skipped('the stack has no Cloudflare provider')];
    if (!cloudflare) return [skipped('no token for the Cloudflare provider', 'see the check of the variables')];
    const types = stack.resources().map(({ type }) => type);
    const needed = PERMISSIONS.filter((one) => types.some((type) => one.types.test(type)));
    return examine('the deploy token', cloudflare, zoneNames(stack), needed);
  },
};

export const dnsTokens: Check = {
  id: 'dns-tokens',
  title: 'Cloudflare tokens with which nodes prove names to a certificate authority',
  async run({ stack, cloudflare }) {
    const findings = await Promise.all(
      stack.preflight('acme').map(async ({ dnsToken }) => {
        const token = stack.text(dnsToken);
        if (token === undefined) return [skipped('the DNS token is not known before the deploy')];
        if (!cloudflare) return [skipped('the DNS token: the stack has no working Cloudflare provider')];
        return examine('the DNS token', cloudflare.withToken(token), zoneNames(stack), PERMISSIONS.slice(0, 1));
      }),
    );
    return findings.flat();
  },
};

async function examine(
  name: string,
  api: CloudflareApi,
  zones: readonly string[],
  needed: typeof PERMISSIONS,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const verified = await statusOf(api, '/user/tokens/verify');
  // A token of an account, not of a user, is verified elsewhere: it shows by what it reads.
  if (typeof verified === 'string' && verified !== 'active')
    return [failure(`${name} is ${verified}`, `make a new one (${DASHBOARD})`)];
  if (verified === 'active') findings.push(ok(`${name} is active`));
  for (const zoneName of zones) {
    let zone;
    try {
      zone = await api.zone(zoneName);
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      const remedy = `make a token with Zone: Read for ${zoneName} (${DASHBOARD})`;
      return [failure(`${name} may not read the zone ${zoneName}, or is not valid`, remedy)];
    }
    // Whether the zone exists is another check's finding.
    if (zone) findings.push(...(await probes(name, api, zone, needed)));
  }
  return findings;
}

async function probes(
  name: string,
  api: CloudflareApi,
  { id, name: zone }: { readonly id: string; readonly name: string },
  needed: typeof PERMISSIONS,
): Promise<Finding[]> {
  const refused: string[] = [];
  for (const { permission, probe } of needed) {
    const status = await statusOf(api, probe.replace('ZONE', id));
    if (status === 401 || status === 403) refused.push(permission);
  }
  const all = needed.map(({ permission }) => `${permission}: Edit`).join(', ');
  if (refused.length > 0)
    return [
      failure(`${name} may not read ${refused.join(' or ')} of ${zone}`, `make a token with ${all} (${DASHBOARD})`),
    ];
  if (needed.length === 0) return [];
  return [
    ok(`${name} reads ${needed.map(({ permission }) => permission).join(', ')} of ${zone}`),
    skipped(`${name}: Cloudflare tells nobody whether it may also change them`, `it needs ${all} (${DASHBOARD})`),
  ];
}

/** `status` of the answer's result where it has one, otherwise 200; the HTTP status of a refusal. */
async function statusOf(api: CloudflareApi, path: string): Promise<string | number> {
  try {
    const result = await api.get<{ status?: string } | null>(path);
    return result?.status ?? 200;
  } catch (error) {
    if (error instanceof ApiRefusal) return error.status;
    throw error;
  }
}
