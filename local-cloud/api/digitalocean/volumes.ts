import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { add, assign, inOrder, remove } from '../change';
import { now } from '../clock';
import type { Act, Cloud } from '../cloud';
import { ApiError, notHere, required, unprocessable } from '../errors';
import { lookUp } from '../look-up';
import type { Action, Droplet, Volume } from '../model';
import { volumeSpecOf } from '../network-state';
import { actionBody, ownActionRoutes } from './actions';
import { REGIONS, regionBody } from './catalog';
import { checkLimit } from './limits';
import { page } from './pages';
import { TAGS, ensureTags } from './tags';

type Params = { Params: { id: string } };
/** GiB. */
const MAX_SIZE = 16384;
const CREATE = {
  type: 'object',
  required: ['name', 'size_gigabytes'],
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,63}$' },
    size_gigabytes: { type: 'integer', minimum: 1, maximum: MAX_SIZE },
    region: { type: 'string' },
    description: { type: ['string', 'null'] },
    filesystem_type: { enum: ['', 'ext4', 'xfs', null] },
    filesystem_label: { type: ['string', 'null'], pattern: '^[A-Za-z0-9_.-]*$' },
    snapshot_id: { type: ['string', 'null'] },
    tags: TAGS,
  },
};

interface CreateBody {
  readonly name: string;
  readonly size_gigabytes: number;
  readonly region?: string;
  readonly description?: string | null;
  readonly filesystem_type?: '' | 'ext4' | 'xfs' | null;
  readonly filesystem_label?: string | null;
  readonly snapshot_id?: string | null;
  readonly tags?: readonly string[] | null;
}

interface ActionBody {
  readonly type: string;
  /** Of a volume that is named, not given by its id. */
  readonly volume_name?: string;
  readonly region?: string;
  readonly droplet_id?: number;
  readonly size_gigabytes?: number;
}

const ACTION = {
  type: 'object',
  required: ['type'],
  properties: {
    type: { enum: ['attach', 'detach', 'resize'] },
    volume_name: { type: 'string' },
    region: { type: 'string' },
    droplet_id: { type: 'integer' },
    size_gigabytes: { type: 'integer', minimum: 1, maximum: MAX_SIZE },
  },
};

type Change = Pick<Act, 'make' | 'work'>;

export function volumeRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state, runtime } = cloud;
  const find = (id: string) => required(state.volumes.find((volume) => volume.id === id));
  const named = (name = '', region = '') =>
    required(state.volumes.find((volume) => volume.name === name && volume.region === region.toLowerCase()));
  const destroy = (which: () => Volume) => {
    let id = '';
    const made = () => {
      const volume = which();
      ({ id } = volume);
      if (volume.dropletId !== null)
        throw new ApiError(409, 'cannot delete a volume that is attached to a droplet', 'conflict');
      return remove(state.volumes, volume);
    };
    return cloud.commit(made, () => runtime.deleteVolume(id));
  };

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
    if (!lookUp(REGIONS, region)) throw unprocessable(`region ${region} is invalid`);
    if (body.snapshot_id) throw notHere('snapshots of volumes');
    const type = body.filesystem_type ?? '';
    if ((body.filesystem_label ?? '').length > (type === 'xfs' ? 12 : 16))
      throw unprocessable('filesystem_label can have 16 characters with ext4 and 12 with xfs');
    const volume: Volume = {
      id: randomUUID(),
      name: body.name,
      region,
      sizeGb: body.size_gigabytes,
      description: body.description ?? '',
      filesystem: type ? { type, label: body.filesystem_label ?? '' } : null,
      filesystemType: type,
      filesystemLabel: body.filesystem_label ?? '',
      tags: [...new Set(body.tags ?? [])],
      createdAt: now(),
      dropletId: null,
    };
    await cloud.commit(
      () => {
        if (state.volumes.some(({ name, region: other }) => name === volume.name && other === region))
          throw new ApiError(409, `a volume with the name ${body.name} already exists in ${region}`, 'conflict');
        checkLimit(cloud.limits, 'volumes', state.volumes.length);
        return inOrder(ensureTags(state, volume.tags), add(state.volumes, volume));
      },
      () => runtime.createVolume(volumeSpecOf(volume)),
    );
    return reply.code(201).send({ volume: volumeBody(volume) });
  });

  api.get<Params>('/volumes/:id', (request) => ({ volume: volumeBody(find(request.params.id)) }));

  api.delete<Params>('/volumes/:id', async (request, reply) => {
    await destroy(() => find(request.params.id));
    return reply.code(204).send();
  });

  api.delete<{ Querystring: { name?: string; region?: string } }>('/volumes', async (request, reply) => {
    await destroy(() => named(request.query.name, request.query.region));
    return reply.code(204).send();
  });

  ownActionRoutes(api, cloud, '/volumes/:id', 'volume', ({ id }) => find(id!).id);
  api.post<Params & { Body: ActionBody }>(
    '/volumes/:id/actions',
    { schema: { body: ACTION } },
    async (request, reply) => {
      const action = await act(cloud, find(request.params.id), request.body);
      return reply.code(202).send({ action: actionBody(action) });
    },
  );
  api.post<{ Body: ActionBody }>('/volumes/actions', { schema: { body: ACTION } }, async ({ body }, reply) => {
    const action = await act(cloud, named(body.volume_name, body.region), body);
    return reply.code(202).send({ action: actionBody(action) });
  });
}

function act(cloud: Cloud, volume: Volume, body: ActionBody): Promise<Action> {
  const fields = { type: body.type, resourceType: 'volume', resourceId: volume.id, region: volume.region } as const;
  return cloud.act({
    ...fields,
    ...(body.type === 'resize' ? resize(cloud, volume, body) : connect(cloud, volume, body)),
  });
}

function resize({ runtime }: Cloud, volume: Volume, { size_gigabytes: sizeGb = 0 }: ActionBody): Change {
  return {
    make: () => {
      if (sizeGb <= volume.sizeGb) throw unprocessable('a volume can only grow');
      return assign(volume, { sizeGb });
    },
    work: () => runtime.resizeVolume(volume.id, sizeGb),
  };
}

/** To a droplet, or from it. */
function connect(cloud: Cloud, volume: Volume, body: ActionBody): Change {
  const { state, runtime } = cloud;
  const attach = body.type === 'attach';
  let droplet: Droplet;
  return {
    make: () => {
      const found = state.droplets.find(({ id }) => id === (body.droplet_id ?? volume.dropletId));
      if (!found || found.deleting) throw unprocessable('droplet not found');
      if (attach) {
        if (volume.dropletId !== null) throw unprocessable('volume is already attached to a droplet');
        if (volume.region !== found.region) throw unprocessable('volume and droplet are in different regions');
      } else if (volume.dropletId !== found.id) throw unprocessable('volume is not attached to this droplet');
      droplet = found;
      return assign(volume, { dropletId: attach ? droplet.id : null });
    },
    work: async () => {
      await cloud.inBackground(droplet, body.type, () =>
        attach
          ? runtime.attachVolume(volumeSpecOf(volume), droplet.id)
          : runtime.detachVolume(volumeSpecOf(volume), droplet.id),
      );
      if (droplet.failure) throw new Error(droplet.failure);
    },
  };
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
