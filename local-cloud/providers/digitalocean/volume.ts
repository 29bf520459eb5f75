import { AttributeError } from '../framework/diagnostics';
import { legacyId, number, set, string } from '../framework/schema';
import { between, notEmpty, oneOf } from '../framework/validators';
import { completed, isTag, lowerCase, resource, type Client } from './client';

export const volume = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    name: string().required().forceNew().validate(notEmpty),
    region: string().required().forceNew().stored(lowerCase),
    size: number().required().validate(between(1, Number.MAX_SAFE_INTEGER)),
    description: string().optional().forceNew().validate(notEmpty),
    snapshot_id: string().optional().forceNew().validate(notEmpty),
    initial_filesystem_type: string().optional().forceNew().validate(oneOf('ext4', 'xfs')),
    initial_filesystem_label: string().optional().forceNew().validate(notEmpty),
    filesystem_type: string().optional().computed().deprecated().validate(oneOf('ext4', 'xfs')),
    filesystem_label: string().computed(),
    droplet_ids: set(number()).computed(),
    tags: set(string().validate(isTag)).optional(),
    urn: string().computed(),
  },
  plan({ prior, config, planned, requiresReplace }) {
    if (config.filesystem_type !== null && config.initial_filesystem_type !== null) {
      throw new AttributeError(
        ['filesystem_type'],
        'Conflicting configuration',
        "'filesystem_type' conflicts with 'initial_filesystem_type'.",
      );
    }
    if (!prior) return;
    if (Number(planned.size) < Number(prior.size))
      throw new AttributeError(['size'], 'Shrinking volume', 'volumes `size` can only be expanded and not shrunk');
    if (config.filesystem_type !== null && config.filesystem_type !== prior.filesystem_type)
      requiresReplace.add('filesystem_type');
  },
  async create({ planned: p, client }) {
    const { id } = (
      await client.post('/v2/volumes', {
        region: p.region,
        name: p.name,
        description: p.description ?? '',
        size_gigabytes: p.size,
        snapshot_id: p.snapshot_id ?? '',
        filesystem_type: p.initial_filesystem_type ?? p.filesystem_type ?? '',
        filesystem_label: p.initial_filesystem_label ?? '',
        tags: p.tags ?? [],
      })
    ).volume;
    return attributes((await client.get(`/v2/volumes/${id}`)).volume);
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/volumes/${id}`);
    return found && attributes(found.volume);
  },
  async update({ prior, planned, client }) {
    if (planned.size !== prior.size) {
      const body = { region: prior.region, size_gigabytes: planned.size, type: 'resize' };
      await completed(client, (await client.post(`/v2/volumes/${prior.id}/actions`, body)).action);
    }
    const [before, after] = [prior.tags ?? [], planned.tags ?? []];
    const resources = [{ resource_id: prior.id, resource_type: 'volume' }];
    for (const tag of before.filter((one) => !after.includes(one)))
      await client.request('DELETE', `/v2/tags/${tag}/resources`, { resources });
    for (const tag of after.filter((one) => !before.includes(one))) {
      await client.post('/v2/tags', { name: tag });
      await client.post(`/v2/tags/${tag}/resources`, { resources });
    }
    return attributes((await client.get(`/v2/volumes/${prior.id}`)).volume);
  },
  delete: ({ id }, client) => client.delete(`/v2/volumes/${id}`),
});

export const volumeAttachment = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    droplet_id: number().required().forceNew(),
    volume_id: string().required().forceNew().validate(notEmpty),
  },
  async create({ planned: { droplet_id, volume_id }, client }) {
    const { volume: found } = await client.get(`/v2/volumes/${volume_id}`);
    if (found.droplet_ids[0] !== droplet_id) await act(client, volume_id, { droplet_id, type: 'attach' });
    return { id: `${droplet_id}-${volume_id}` };
  },
  async read({ droplet_id, volume_id }, client) {
    const found = await client.find(`/v2/volumes/${volume_id}`);
    return found?.volume.droplet_ids[0] === droplet_id ? {} : null;
  },
  delete: ({ droplet_id, volume_id }, client) => act(client, volume_id, { droplet_id, type: 'detach' }),
});

async function act(client: Client, id: string, body: object): Promise<void> {
  await completed(client, (await client.post(`/v2/volumes/${id}/actions`, body)).action);
}

function attributes(v: any) {
  return {
    id: v.id,
    name: v.name,
    region: v.region.slug,
    size: v.size_gigabytes,
    description: v.description,
    filesystem_type: v.filesystem_type,
    filesystem_label: v.filesystem_label,
    droplet_ids: v.droplet_ids,
    tags: v.tags,
    urn: `do:volume:${v.id}`,
  };
}
