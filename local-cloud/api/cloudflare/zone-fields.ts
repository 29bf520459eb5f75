import { assign, type Undo } from '../change';
import { ApiError } from '../errors';
import type { Zone } from '../model';

/** What a zone has of itself, beside its name. */
export interface ZoneFields {
  readonly account?: { readonly id?: string };
  readonly type?: string;
  readonly paused?: boolean;
  readonly vanity_name_servers?: readonly string[];
  readonly plan?: object;
}

const FIELDS = {
  account: { type: 'object', properties: { id: { type: 'string' } } },
  type: { enum: ['full', 'partial', 'secondary', 'internal'] },
  paused: { type: 'boolean' },
  vanity_name_servers: { type: 'array', items: { type: 'string' } },
  plan: { type: 'object' },
};

export const CREATE_ZONE = {
  type: 'object',
  required: ['name'],
  properties: {
    ...FIELDS,
    name: { type: 'string', maxLength: 253, pattern: '^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+$' },
  },
};

export const CHANGE_ZONE = {
  type: 'object',
  properties: FIELDS,
  anyOf: Object.keys(FIELDS)
    .filter((name) => name !== 'account')
    .map((name) => ({ required: [name] })),
};

/** What the real cloud takes and this one has not, and what only another account may do. */
export function checkZoneFields({ account, type, vanity_name_servers, plan }: ZoneFields, accountId: string): void {
  if (account?.id !== undefined && account.id !== accountId)
    throw new ApiError(403, `the token may not do this in the account ${account.id}`, 10000);
  const absent = [
    ...(type !== undefined && type !== 'full' ? [`zones of the type '${type}'`] : []),
    ...(vanity_name_servers?.length ? ['name servers of one’s own'] : []),
    ...(plan ? ['plans of zones'] : []),
  ];
  if (absent.length > 0) throw new ApiError(501, `the local cloud has no ${absent.join(', no ')}`);
}

/** Of what it does not name, nothing is changed. */
export function changeZone(zone: Zone, { paused = zone.paused ?? false }: ZoneFields): Undo {
  return assign(zone, { paused, modifiedOn: new Date().toISOString() });
}
