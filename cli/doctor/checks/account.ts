import { NO_DIGITALOCEAN, NO_STATE, type Check, type DoctorContext } from '../check';
import { ApiRefusal } from '../../apis/api-requests';
import { failure, ok, skipped, warning, type Finding } from '../finding';
import { attributesOf } from '../planned/state';

interface Account {
  readonly droplet_limit: number;
  readonly reserved_ip_limit?: number;
  readonly floating_ip_limit?: number;
  readonly volume_limit: number;
  readonly email_verified: boolean;
  readonly status: string;
  readonly status_message: string;
}

interface Quota {
  readonly what: string;
  /** Of the resources. */
  readonly types: readonly string[];
  readonly limit: (account: Account) => number | undefined;
  readonly list: { readonly path: string; readonly key: string };
  /** Attribute of the state, and field of the list, that name the same thing. */
  readonly id: { readonly attribute: string; readonly field: string };
}

const QUOTAS: readonly Quota[] = [
  {
    what: 'droplets',
    types: ['digitalocean_droplet'],
    limit: (account) => account.droplet_limit,
    list: { path: '/v2/droplets', key: 'droplets' },
    id: { attribute: 'id', field: 'id' },
  },
  {
    what: 'volumes',
    types: ['digitalocean_volume'],
    limit: (account) => account.volume_limit,
    list: { path: '/v2/volumes', key: 'volumes' },
    id: { attribute: 'id', field: 'id' },
  },
  {
    what: 'reserved IPs',
    types: ['digitalocean_reserved_ip'],
    limit: (account) => account.reserved_ip_limit ?? account.floating_ip_limit,
    list: { path: '/v2/reserved_ips', key: 'reserved_ips' },
    id: { attribute: 'ip_address', field: 'ip' },
  },
];

const MORE = 'ask DigitalOcean for a higher limit (https://cloud.digitalocean.com/account/team/droplet_limit_increase)';

export const account: Check = {
  id: 'account',
  title: "the account's status, and its limits of droplets, volumes and reserved IPs",
  async run(context) {
    const { digitalOcean } = context;
    if (!digitalOcean) return [skipped(NO_DIGITALOCEAN)];
    let found: Account;
    try {
      found = (await digitalOcean.get<{ account: Account }>('/v2/account')).account;
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.status !== 403) throw error;
      return [
        skipped('the deploy token may not read the account and its limits', 'give it the scope account:read, too'),
      ];
    }
    const counted = await Promise.all(QUOTAS.map((quota) => quotaFinding(context, found, quota)));
    return [...statusFindings(found), ...counted.flat()];
  },
};

function statusFindings({ status, status_message: message, email_verified: verified }: Account): Finding[] {
  const why = message ? `: ${message}` : '';
  const findings =
    status === 'active'
      ? [ok('the account is active')]
      : status === 'locked'
        ? [failure(`the account is locked${why}`, 'write to the support of DigitalOcean')]
        : [warning(`the account is '${status}'${why}`, 'see https://cloud.digitalocean.com/account')];
  const unverified = failure(
    'the account’s mail address is not verified',
    'follow the link that DigitalOcean sent to it',
  );
  return verified ? findings : [...findings, unverified];
}

/** What the stack has already counts once. */
async function quotaFinding(
  { stack, state, digitalOcean }: DoctorContext,
  found: Account,
  { what, types, limit, list, id }: Quota,
): Promise<Finding[]> {
  const planned = stack.resources(...types).reduce((sum, { count }) => sum + count, 0);
  if (planned === 0) return [];
  const [existing, recorded] = await Promise.all([
    digitalOcean!.list<Record<string, unknown>>(list.path, list.key),
    state(),
  ]);
  if (recorded.kind === 'unreadable') return [skipped(`${what}: ${NO_STATE}`)];
  const ids = attributesOf(recorded, types[0]!, id.attribute);
  const ours = existing.filter((one) => ids.has(String(one[id.field]))).length;
  const [others, most] = [existing.length - ours, limit(found)];
  if (most === undefined) return [skipped(`DigitalOcean tells no limit of ${what}`)];
  const sum = `${planned} ${what} of this stack and ${others} others`;
  return [
    others + planned > most
      ? failure(`${sum} are more than the account's ${most}`, MORE)
      : ok(`${sum} fit into the account's ${most}`),
  ];
}
