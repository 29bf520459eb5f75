import { legacyId, number, string } from '../framework/schema';
import { isTag, resource } from './client';

export const tag = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    name: string().required().forceNew().validate(isTag),
    total_resource_count: number().computed(),
    droplets_count: number().computed(),
    images_count: number().computed(),
    volumes_count: number().computed(),
    volume_snapshots_count: number().computed(),
    databases_count: number().computed(),
  },
  async create({ planned, client }) {
    await client.post('/v2/tags', { name: planned.name });
    return attributes((await client.get(`/v2/tags/${planned.name}`)).tag);
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/tags/${id}`);
    return found && attributes(found.tag);
  },
  delete: ({ id }, client) => client.delete(`/v2/tags/${id}`),
});

function attributes({ name, resources }: any) {
  return {
    id: name,
    name,
    total_resource_count: resources.count,
    droplets_count: resources.droplets.count,
    images_count: resources.images.count,
    volumes_count: resources.volumes.count,
    volume_snapshots_count: resources.volume_snapshots.count,
    databases_count: resources.databases.count,
  };
}
