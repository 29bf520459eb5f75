import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { now, type Cloud } from '../cloud';
import { ApiError, required, unprocessable } from '../errors';
import type { Action, Volume } from '../model';
import { volumeSpecOf } from '../network-state';
import { actionBody } from './actions';
import { REGIONS, regionBody } from './catalog';
import { page } from './pages';
import { ensureTag } from './tags';

type Params = { Params: { id: string } };
const CREATE = {
  type: 'object',
  required: ['name', 'size_gigabytes'],
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,63}$' },
    size_gigabytes: { type: 'integer', minimum: 1, maximum: 16384 },
    region: { type: 'string' },
    description: { type: ['string', 'null'] },
    filesystem_type: { enum: ['', 'ext4', 'xfs', null] },
    filesystem_label: { type: ['string', 'null'], maxLength: 16 },
    snapshot_id: { enum: ['', null] },
    tags: { type: ['array', 'null'], items: { type: 'string' } },
  },
};

interface CreateBody {
  readonly name: string;
  readonly size_gigabytes: number;
  readonly region?: string;
  readonly description?: string | null;
  readonly filesystem_type?: '' | 'ext4' | 'xfs' | null;
  readonly filesystem_label?: string | null;
  readonly tags?: readonly string[] | null;
}

interface ActionBody {
  readonly type: string;
  readonly droplet_id?: number;
  readonly size_gigabytes?: number;
}

export function volumeRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state, runtime } = cloud;
  const find = (id: string) => required(state.volumes.find((volume) => volume.id === id));

  api.get<{ Querystring: { name?: string; region?: string } }>('/volumes', (request) => {
    const { name, region } = request.query;
    const found = state.volumes.filter(
      (volume) => (!name || volume.name === name) && (!region || volume.region === region),
    );
    return page(request, 'volumes', found.map(volumeBody));
  });

  api.post<{ Body: CreateBody }>('/volumes', { schema: { body: CREATE } }, async (request, reply) => {
    const { body } = request;
    const region = body.region?.toLowerCase() ?? '';
    if (!REGIONS[region]) throw unprocessable(`region ${region} is invalid`);
    if (state.volumes.some((volume) => volume.name === body.name && volume.region === region)) {
      throw new ApiError(409, `a volume with the name ${body.name} already exists in ${region}`, 'conflict');
    }
    for (const tag of body.tags ?? []) ensureTag(state, tag);
    const type = body.filesystem_type ?? '';
    const volume: Volume = {
      id: randomUUID(),
      name: body.name,
      region,
      sizeGb: body.size_gigabytes,
      description: body.description ?? '',
      filesystem: type ? { type, label: body.filesystem_label ?? '' } : null,
      filesystemType: type,
      filesystemLabel: body.filesystem_label ?? '',
      tags: [...(body.tags ?? [])],
      createdAt: now(),
      dropletId: null,
    };
    state.volumes.push(volume);
    await runtime.createVolume(volumeSpecOf(volume));
    return reply.code(201).send({ volume: volumeBody(volume) });
  });

  api.get<Params>('/volumes/:id', (request) => ({ volume: volumeBody(find(request.params.id)) }));

  api.delete<Params>('/volumes/:id', async (request, reply) => {
    const volume = find(request.params.id);
    if (volume.dropletId !== null)
      throw new ApiError(409, 'cannot delete a volume that is attached to a droplet', 'conflict');
    state.volumes.splice(state.volumes.indexOf(volume), 1);
    await runtime.deleteVolume(volume.id);
    return reply.code(204).send();
  });

  api.post<Params & { Body: ActionBody }>(
    '/volumes/:id/actions',
    {
      schema: {
        body: { type: 'object', required: ['type'], properties: { type: { enum: ['attach', 'detach', 'resize'] } } },
      },
    },
    (request, reply) => {
      const action = act(cloud, find(request.params.id), request.body);
      return reply.code(202).send({ action: actionBody(action) });
    },
  );
}

function act(cloud: Cloud, volume: Volume, body: ActionBody): Action {
  const { state, runtime } = cloud;
  const record = (work: () => Promise<void>) =>
    cloud.act({ type: body.type, resourceType: 'volume', resourceId: volume.id, region: volume.region }, work);
  if (body.type === 'resize') {
    if (!body.size_gigabytes || body.size_gigabytes <= volume.sizeGb) throw unprocessable('a volume can only grow');
    volume.sizeGb = body.size_gigabytes;
    return record(() => runtime.resizeVolume(volume.id, volume.sizeGb));
  }
  const droplet = state.droplets.find(({ id }) => id === (body.droplet_id ?? volume.dropletId));
  if (!droplet || droplet.deleting) throw unprocessable('droplet not found');
  if (body.type === 'attach') {
    if (volume.dropletId !== null) throw unprocessable('volume is already attached to a droplet');
    if (volume.region !== droplet.region) throw unprocessable('volume and droplet are in different regions');
    volume.dropletId = droplet.id;
  } else {
    if (volume.dropletId !== droplet.id) throw unprocessable('volume is not attached to this droplet');
    volume.dropletId = null;
  }
  const attach = body.type === 'attach';
  return record(() =>
    cloud.inBackground(droplet, body.type, () =>
      attach
        ? runtime.attachVolume(volumeSpecOf(volume), droplet.id)
        : runtime.detachVolume(volumeSpecOf(volume), droplet.id),
    ),
  );
}

function volumeBody(volume: Volume) {
  return {
    id: volume.id,
    name: volume.name,
    region: regionBody(volume.region),
    droplet_ids: volume.dropletId === null ? [] : [volume.dropletId],
    size_gigabytes: volume.sizeGb,
    description: volume.description,
    filesystem_type: volume.filesystemType,
    filesystem_label: volume.filesystemLabel,
    created_at: volume.createdAt,
    tags: volume.tags,
  };
}
