import { NO_CLOUDFLARE, NO_STATE, type Check } from '../check';
import type { DnsRecord } from '../../apis/cloudflare';
import { failure, ok, skipped, warning, type Finding } from '../finding';
import { zoneNames } from '../planned/names';
import type { PlannedResource, PlannedStack } from '../../project/planned-stack';
import { attributesOf } from '../planned/state';

/** Types by which visitors find a server. */
const ADDRESSES = ['A', 'AAAA', 'CNAME'];

export const records: Check = {
  id: 'records',
  title: "records of the zone, not this stack's, that have the names that it wants",
  async run({ stack, state, cloudflare }) {
    const planned = stack.resources('cloudflare_dns_record');
    if (planned.length === 0) return [];
    if (!cloudflare) return [skipped(NO_CLOUDFLARE)];
    const recorded = await state();
    if (recorded.kind === 'unreadable') return [skipped(NO_STATE)];
    const ours = attributesOf(recorded, 'cloudflare_dns_record', 'id');
    const findings = await Promise.all(
      zoneNames(stack).map(async (name) => {
        const zone = await cloudflare.zone(name);
        if (!zone) return [];
        const existing = await cloudflare.list<DnsRecord>(`/zones/${zone.id}/dns_records`);
        const others = existing.filter(({ id }) => !ours.has(id));
        const clashing = planned.flatMap((record) => clash(stack, record, others));
        return clashing.length > 0 ? unique(clashing) : [ok(`no other record of ${name} has a name of the site`)];
      }),
    );
    return findings.flat();
  },
};

function clash(stack: PlannedStack, { values }: PlannedResource, others: readonly DnsRecord[]): Finding[] {
  const [name, type, content] = [stack.text(values.name), stack.text(values.type), stack.text(values.content)];
  return others
    .filter((other) => other.name === name?.toLowerCase())
    .flatMap((other) => {
      const what = `${other.name} has a record that is not this stack's: ${other.type} ${other.content}`;
      if (other.type === type && other.content === content) return [failure(what, REMOVE)];
      if (ADDRESSES.includes(other.type) && (other.type === 'CNAME' || type === 'CNAME'))
        return [failure(what, REMOVE)];
      if (other.type === 'NS') return [failure(`${what}: the name is delegated to another server`, 'delete it')];
      return ADDRESSES.includes(other.type) && ADDRESSES.includes(type ?? '')
        ? [warning(`${what}: a part of the visitors would go there`, 'delete it once the site answers')]
        : [];
    });
}

const REMOVE = 'delete it, or import it (terraform import)';

/** A name with several planned records says the same of each. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [one.message, one])).values()];
}
