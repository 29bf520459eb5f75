import { NO_CLOUDFLARE, type Check, type Dns } from '../check';
import type { Zone } from '../../apis/cloudflare';
import { failure, ok, skipped, warning, type Finding } from '../finding';
import { ownZones, zoneNames } from '../planned/names';

export const zone: Check = {
  id: 'zone',
  title: 'whether the zone is in the account, active, and delegated to Cloudflare',
  async run({ stack, cloudflare, dns }) {
    const names = zoneNames(stack);
    if (names.length === 0) return [];
    if (!cloudflare) return [skipped(NO_CLOUDFLARE)];
    const made = ownZones(stack);
    const findings = await Promise.all(
      names.map(async (name) => {
        const found = await cloudflare.zone(name);
        if (!found)
          return made.has(name)
            ? [skipped(`the deploy makes the zone ${name}`, "then set the registrar's name servers to Cloudflare's")]
            : [
                failure(
                  `the zone ${name} is not in the account, or the token may not read it`,
                  'add it at https://dash.cloudflare.com, or give the token Zone: Read',
                ),
              ];
        const delegated = cloudflare.isVendor
          ? await delegation(found, dns)
          : skipped(`${name} is served by a stand-in for Cloudflare: public DNS does not have it`);
        return [...status(found), delegated];
      }),
    );
    return findings.flat();
  },
};

function status({ name, status: state, paused, type, name_servers: servers }: Zone): Finding[] {
  const findings: Finding[] = [];
  if (state !== 'active')
    findings.push(
      failure(
        `the zone ${name} is '${state}'`,
        `set the registrar's name servers to ${servers.join(' and ')}, and wait`,
      ),
    );
  if (paused)
    findings.push(
      failure(
        `Cloudflare is paused for ${name}: visitors would come past its proxy, and the load balancers refuse them`,
        'resume it in the overview of the zone',
      ),
    );
  if (type !== 'full')
    findings.push(
      warning(`the zone ${name} is of type '${type}'`, 'another DNS server must point the names to Cloudflare'),
    );
  return findings.length > 0 ? findings : [ok(`the zone ${name} is active`)];
}

async function delegation({ name, name_servers: servers }: Zone, dns: Dns): Promise<Finding> {
  const remedy = `set the registrar's name servers to ${servers.join(' and ')}`;
  let found: readonly string[];
  try {
    found = await dns.resolveNs(name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOTFOUND' || code === 'ENODATA'
      ? failure(`public DNS has no name servers for ${name}`, remedy)
      : skipped(`no answer about the name servers of ${name} (${code ?? (error as Error).message})`);
  }
  const plain = (list: readonly string[]) => list.map((one) => one.toLowerCase().replace(/\.$/, '')).sort();
  const [actual, wanted] = [plain(found), plain(servers)];
  return actual.join() === wanted.join()
    ? ok(`${name} is delegated to ${wanted.join(' and ')}`)
    : failure(`${name} is delegated to ${actual.join(' and ')}`, remedy);
}
