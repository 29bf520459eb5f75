import { legacyId, number, string } from '../framework/schema';
import { notEmpty } from '../framework/validators';
import { present } from '../http';
import { resource } from './client';

export const domain = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    name: string().required().forceNew().validate(notEmpty),
    ip_address: string().optional().forceNew().validate(notEmpty),
    ttl: number().computed(),
    urn: string().computed(),
  },
  async create({ planned: { name, ip_address }, client }) {
    const made = (await client.post('/v2/domains', present({ name, ip_address }))).domain;
    return attributes((await client.get(`/v2/domains/${made.name}`)).domain);
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/domains/${id}`);
    return found && attributes(found.domain);
  },
  delete: ({ id }, client) => client.delete(`/v2/domains/${id}`),
});

/** The address is not read back: it is a record now, which may change. */
function attributes({ name, ttl }: any) {
  return { id: name, name, ttl, urn: `do:domain:${name}` };
}
