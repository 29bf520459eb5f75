import { legacyId, string } from '../framework/schema';
import { notEmpty } from '../framework/validators';
import { resource } from './client';

export const databaseDb = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    cluster_id: string().required().forceNew().validate(notEmpty),
    name: string().required().forceNew().validate(notEmpty),
  },
  async create({ planned: { cluster_id, name }, client }) {
    await client.post(`/v2/databases/${cluster_id}/dbs`, { name });
    await client.get(`/v2/databases/${cluster_id}/dbs/${name}`);
    return { id: `${cluster_id}/database/${name}` };
  },
  async read({ cluster_id, name }, client) {
    return (await client.find(`/v2/databases/${cluster_id}/dbs/${name}`)) ? {} : null;
  },
  delete: ({ cluster_id, name }, client) => client.delete(`/v2/databases/${cluster_id}/dbs/${name}`),
});
