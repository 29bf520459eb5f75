import { AttributeError } from '../framework/diagnostics';
import { block, legacyId, number, string } from '../framework/schema';
import { notEmpty } from '../framework/validators';
import { dataSource, resource } from './client';

export const sshKey = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    name: string().required().validate(notEmpty),
    public_key: string()
      .required()
      .forceNew()
      .validate(notEmpty)
      .same((prior, configured) => prior.trim() === configured.trim()),
    fingerprint: string().computed(),
    timeouts: block.single({ create: string().optional() }),
  },
  async create({ planned, client }) {
    const { id } = (await client.post('/v2/account/keys', { name: planned.name, public_key: planned.public_key }))
      .ssh_key;
    return attributes((await client.get(`/v2/account/keys/${id}`)).ssh_key);
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/account/keys/${id}`);
    return found && attributes(found.ssh_key);
  },
  async update({ prior, planned, client }) {
    await client.put(`/v2/account/keys/${prior.id}`, { name: planned.name });
    return attributes((await client.get(`/v2/account/keys/${prior.id}`)).ssh_key);
  },
  delete: ({ id }, client) => client.delete(`/v2/account/keys/${id}`),
});

export const sshKeyData = dataSource({
  fields: {
    id: number().computed(),
    name: string().required().validate(notEmpty),
    public_key: string().computed(),
    fingerprint: string().computed(),
  },
  async read({ name }, client) {
    for (let page = 1; ; page++) {
      const { ssh_keys: keys, links } = await client.get(`/v2/account/keys?page=${page}&per_page=200`);
      const key = keys.find((one: any) => one.name === name);
      if (key) return key;
      if (!links?.pages?.next)
        throw new AttributeError(['name'], 'No such SSH key', `The account has no SSH key named '${name}'.`);
    }
  },
});

function attributes({ id, ...key }: any) {
  return { ...key, id: String(id) };
}
