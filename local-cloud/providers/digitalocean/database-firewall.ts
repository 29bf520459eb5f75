import { block, legacyId, string } from '../framework/schema';
import { notEmpty, oneOf } from '../framework/validators';
import { resource, type Client } from './client';

export const databaseFirewall = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    cluster_id: string().required().forceNew().validate(notEmpty),
    rule: block.set(
      {
        uuid: string().computed(),
        type: string()
          .required()
          .validate(oneOf('ip_addr', 'droplet', 'k8s', 'tag', 'app')),
        value: string().required().validate(notEmpty),
        created_at: string().computed(),
      },
      { min: 1 },
    ),
  },
  async create({ planned: { cluster_id, rule }, client }) {
    return { id: `${cluster_id}-${Date.now()}`, ...(await write(client, cluster_id, rule)) };
  },
  async read({ cluster_id }, client) {
    const found = await client.find(`/v2/databases/${cluster_id}/firewall`);
    return found?.rules.length > 0 ? attributes(found) : null;
  },
  update: ({ planned: { cluster_id, rule }, client }) => write(client, cluster_id, rule),
  delete: ({ cluster_id }, client) => client.put(`/v2/databases/${cluster_id}/firewall`, { rules: [] }),
});

interface Rule {
  readonly type: string;
  readonly value: string;
}

/** The whole list each time, in the form of the real provider's client. */
async function write(client: Client, cluster: string, rules: readonly Rule[]) {
  const path = `/v2/databases/${cluster}/firewall`;
  const empty = { uuid: '', cluster_uuid: '', created_at: '0001-01-01T00:00:00Z' };
  await client.put(path, { rules: rules.map(({ type, value }) => ({ ...empty, type, value })) });
  return attributes(await client.get(path));
}

function attributes({ rules }: any) {
  return { rule: rules.map(({ uuid, type, value, created_at }: any) => ({ uuid, type, value, created_at })) };
}
