import { bool, list, nested, string } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { present } from '../http';
import { resource } from './client';
import { ZONE_ATTRIBUTES, zoneAttributes } from './zone-attributes';

export const zone = resource({
  fields: {
    id: string().computed().keepsState(),
    name: string().required().forceNew(),
    account: nested.single({ id: string().optional() }).required().forceNew(),
    paused: bool().computed().default(false),
    type: string()
      .computed()
      .default('full')
      .validate(oneOf('full', 'partial', 'secondary', 'internal')),
    vanity_name_servers: list(string()).optional().computed(),
    ...ZONE_ATTRIBUTES,
  },
  async create({ planned: { account, name, paused, type, vanity_name_servers }, client }) {
    const body = present({ account: present(account), name, paused, type, vanity_name_servers });
    return attributes(await client.post('/zones', body));
  },
  async read({ id }, client) {
    const found = await client.find(`/zones/${id}`);
    return found && attributes(found);
  },
  async update({ prior, planned: { paused, type, vanity_name_servers }, client }) {
    const wanted = Object.entries({ paused, type, vanity_name_servers });
    const changed = wanted.filter(
      ([name, value]) => value !== null && JSON.stringify(value) !== JSON.stringify(prior[name as 'paused']),
    );
    return attributes(await client.patch(`/zones/${prior.id}`, Object.fromEntries(changed)));
  },
  delete: ({ id }, client) => client.delete(`/zones/${id}`),
});

function attributes(answer: any) {
  const zone = zoneAttributes(answer);
  return { ...zone, account: { id: zone.account.id } };
}
