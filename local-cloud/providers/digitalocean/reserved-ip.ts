import { legacyId, number, string } from '../framework/schema';
import { matches } from '../framework/validators';
import { completed, lowerCase, resource, type Client } from './client';

const isAddress = matches(/^\d{1,3}(\.\d{1,3}){3}$/, 'an IPv4 address');

export const reservedIp = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    region: string().required().forceNew().stored(lowerCase),
    droplet_id: number().optional(),
    ip_address: string().optional().computed().validate(isAddress),
    urn: string().computed(),
  },
  async create({ planned, client }) {
    const { ip } = (await client.post('/v2/reserved_ips', { region: planned.region })).reserved_ip;
    if (planned.droplet_id) await act(client, ip, { droplet_id: planned.droplet_id, type: 'assign' });
    return attributes(await client.get(`/v2/reserved_ips/${ip}`), planned);
  },
  async read(state, client) {
    const found = await client.find(`/v2/reserved_ips/${state.id}`);
    return found && attributes(found, state);
  },
  async update({ prior, planned, client }) {
    const { droplet_id } = planned;
    if (droplet_id !== prior.droplet_id)
      await act(client, prior.id!, droplet_id ? { droplet_id, type: 'assign' } : { type: 'unassign' });
    return attributes(await client.get(`/v2/reserved_ips/${prior.id}`), planned);
  },
  async delete({ id }, client) {
    const { reserved_ip } = await client.get(`/v2/reserved_ips/${id}`);
    if (reserved_ip.droplet) await act(client, id!, { type: 'unassign' });
    await client.delete(`/v2/reserved_ips/${id}`);
  },
});

export const reservedIpAssignment = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    ip_address: string().required().forceNew().validate(isAddress),
    droplet_id: number().required().forceNew(),
  },
  async create({ planned: { ip_address, droplet_id }, client }) {
    await act(client, ip_address, { droplet_id, type: 'assign' });
    return { id: `${droplet_id}-${ip_address}` };
  },
  async read({ ip_address, droplet_id }, client) {
    const found = await client.find(`/v2/reserved_ips/${ip_address}`);
    return found?.reserved_ip.droplet?.id === droplet_id ? {} : null;
  },
  /** An address that has moved on to another droplet is left there. */
  async delete({ ip_address, droplet_id }, client) {
    const { reserved_ip } = await client.get(`/v2/reserved_ips/${ip_address}`);
    if (reserved_ip.droplet?.id === droplet_id) await act(client, ip_address, { type: 'unassign' });
  },
});

async function act(client: Client, ip: string, body: object): Promise<void> {
  const { action } = await client.post(`/v2/reserved_ips/${ip}/actions`, body);
  await completed(client, action, `/v2/reserved_ips/${ip}/actions/${action.id}`);
}

/** Who holds an address that Terraform does not assign is not read back: it may change without Terraform. */
function attributes({ reserved_ip: r }: any, { droplet_id }: { readonly droplet_id: number | null }) {
  return {
    id: r.ip,
    ip_address: r.ip,
    region: r.region.slug,
    droplet_id: droplet_id === null ? null : (r.droplet?.id ?? null),
    urn: `do:reservedip:${r.ip}`,
  };
}
