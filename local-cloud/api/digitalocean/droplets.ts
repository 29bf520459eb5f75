import type { FastifyInstance } from 'fastify';
import { NOTHING, add, inOrder } from '../change';
import { now } from '../clock';
import type { Cloud } from '../cloud';
import { ApiError, notHere, required, unprocessable } from '../errors';
import { lookUp } from '../look-up';
import type { Droplet } from '../model';
import { allocatePrivateAddress, allocatePublicAddress, PUBLIC_GATEWAY, vpcGateway } from './addresses';
import { IMAGES, REGIONS, imageBody, isSize, regionBody, sizeBody, sizeOf } from './catalog';
import { actionBody } from './actions';
import { checkLimit } from './limits';
import { page } from './pages';
import { TAGS, ensureTags } from './tags';
import { defaultVpc } from './default-vpcs';

const MAX_USER_DATA = 64 * 1024;

const CREATE = {
  type: 'object',
  required: ['name', 'size', 'image'],
  properties: {
    name: { type: 'string', pattern: '^[a-zA-Z0-9]([a-zA-Z0-9.\\-]*[a-zA-Z0-9])?$', maxLength: 255 },
    region: { type: 'string' },
    size: { type: 'string' },
    image: { type: ['string', 'integer'] },
    ssh_keys: { type: ['array', 'null'], items: { type: ['string', 'integer'] } },
    backups: { type: ['boolean', 'null'] },
    ipv6: { type: ['boolean', 'null'] },
    private_networking: { type: ['boolean', 'null'] },
    monitoring: { type: ['boolean', 'null'] },
    with_droplet_agent: { type: ['boolean', 'null'] },
    user_data: { type: ['string', 'null'] },
    tags: TAGS,
    vpc_uuid: { type: ['string', 'null'] },
    volumes: { type: ['array', 'null'] },
  },
} as const;

interface CreateBody {
  readonly name: string;
  readonly region?: string;
  readonly size: string;
  readonly image: string | number;
  readonly ssh_keys?: readonly (string | number)[] | null;
  readonly monitoring?: boolean | null;
  readonly with_droplet_agent?: boolean | null;
  readonly user_data?: string | null;
  readonly tags?: readonly string[] | null;
  readonly vpc_uuid?: string | null;
  readonly backups?: boolean | null;
  readonly ipv6?: boolean | null;
  readonly volumes?: readonly unknown[] | null;
}

interface ActionBody {
  readonly type: string;
  readonly name?: string;
  readonly size?: string;
  /** Of a resize: the disk grows too, and the droplet can never be made smaller again. */
  readonly disk?: boolean;
}

const ACTION = {
  type: 'object',
  required: ['type'],
  properties: {
    type: { type: 'string' },
    name: CREATE.properties.name,
    size: { type: 'string' },
    disk: { type: 'boolean' },
  },
};

type Params = { Params: { id: string } };

export function dropletRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;

  api.get<{ Querystring: { tag_name?: string; name?: string } }>('/droplets', (request) => {
    const { tag_name, name } = request.query;
    const found = state.droplets.filter(
      (droplet) => (!tag_name || droplet.tags.includes(tag_name)) && (!name || droplet.name === name),
    );
    return page(
      request,
      'droplets',
      found.map((droplet) => dropletBody(cloud, droplet)),
    );
  });

  api.post<{ Body: CreateBody }>('/droplets', { schema: { body: CREATE } }, async (request, reply) => {
    let made: Droplet | undefined;
    await cloud.record(() => {
      const droplet = (made = wanted(cloud, request.body));
      return inOrder(ensureTags(state, droplet.tags), add(state.droplets, droplet));
    });
    const droplet = made!;
    void cloud.boot(droplet);
    return reply.code(202).send({ droplet: dropletBody(cloud, droplet), links: { actions: [] } });
  });

  api.get<Params>('/droplets/:id', (request) => ({ droplet: dropletBody(cloud, find(cloud, request.params.id)) }));

  api.delete<Params>('/droplets/:id', async (request, reply) => {
    let droplet: Droplet | undefined;
    await cloud.record(() => cloud.markDeleting((droplet = find(cloud, request.params.id))));
    void cloud.destroy(droplet!);
    return reply.code(204).send();
  });

  api.get<Params>('/droplets/:id/actions', (request) => {
    const { id } = find(cloud, request.params.id);
    const own = state.actions.filter((action) => action.resourceType === 'droplet' && action.resourceId === id);
    return page(request, 'actions', own.map(actionBody));
  });

  api.post<Params & { Body: ActionBody }>(
    '/droplets/:id/actions',
    { schema: { body: ACTION } },
    async (request, reply) => {
      const droplet = find(cloud, request.params.id);
      const work = verb(cloud, droplet, request.body);
      const action = await cloud.act({
        ...{ type: request.body.type, resourceType: 'droplet', resourceId: droplet.id, region: droplet.region },
        make: () => NOTHING,
        work: async () => {
          await cloud.inBackground(droplet, request.body.type, work);
          if (droplet.failure) throw new Error(droplet.failure);
        },
      });
      return reply.code(201).send({ action: actionBody(action) });
    },
  );
}

function find(cloud: Cloud, id: string): Droplet {
  return required(cloud.state.droplets.find((droplet) => String(droplet.id) === id && !droplet.deleting));
}

function wanted(cloud: Cloud, body: CreateBody): Droplet {
  const { state, store } = cloud;
  refuseWhatIsNotHere(body);
  const problems: string[] = [];
  const named = state.vpcs.find((one) => one.id === body.vpc_uuid);
  // Clients that leave the choice to the cloud send "".
  const region = body.region?.toLowerCase() || (named?.region ?? Object.keys(REGIONS)[0]!);
  const image = Object.keys(IMAGES).find((slug) => slug === body.image || IMAGES[slug]!.id === Number(body.image));
  const vpc = body.vpc_uuid ? named : defaultVpc(state, region);
  const keys = (body.ssh_keys ?? []).map((wanted) =>
    state.sshKeys.find((key) => key.id === Number(wanted) || key.fingerprint === wanted),
  );
  if (!lookUp(REGIONS, region)) problems.push(`unknown region ${region}`);
  if (!isSize(body.size)) problems.push('You specified an invalid size for Droplet creation.');
  if (!image) problems.push('You specified an invalid image for Droplet creation.');
  if (!vpc || vpc.region !== region) problems.push('VPC UUID is not valid for this region');
  if (keys.includes(undefined))
    problems.push(
      `${String(body.ssh_keys![keys.indexOf(undefined)])} are invalid key identifiers for Droplet creation.`,
    );
  if (Buffer.byteLength(body.user_data ?? '') > MAX_USER_DATA) problems.push('User data is too long: at most 64 KiB.');
  if (problems.length > 0) throw unprocessable(problems.join(' '));
  checkLimit('droplet', state.droplets.filter(({ deleting }) => !deleting).length, cloud.limits.droplets);

  return {
    id: store.nextId(),
    name: body.name,
    region,
    image: image!,
    size: body.size,
    disk: sizeOf(body.size).disk,
    status: 'new',
    deleting: false,
    tags: [...new Set(body.tags ?? [])],
    userData: body.user_data ?? '',
    sshKeyIds: keys.map((key) => key!.id),
    monitoring: body.monitoring ?? false,
    dropletAgent: body.with_droplet_agent ?? true,
    publicIp: allocatePublicAddress(state),
    privateIp: allocatePrivateAddress(state, vpc!),
    vpcId: vpc!.id,
    createdAt: now(),
  };
}

function refuseWhatIsNotHere(body: CreateBody): void {
  if (body.backups) throw notHere('backups of droplets');
  if (body.ipv6) throw notHere('IPv6 addresses of droplets');
  if ((body.volumes ?? []).length > 0) throw notHere('volumes at the creation of a droplet: attach them after it');
}

/** What an action does; kinds that the runtime cannot do are refused by name. */
function verb(cloud: Cloud, droplet: Droplet, body: ActionBody): () => Promise<void> {
  const { runtime } = cloud;
  const off = (how: 'shutdown' | 'off') => async () => {
    await runtime.powerOff(droplet.id, how);
    droplet.status = 'off';
  };
  const on = () => cloud.boot(droplet);
  switch (body.type) {
    case 'shutdown':
      return off('shutdown');
    case 'power_off':
      return off('off');
    case 'power_on':
      return () => {
        droplet.status = 'active';
        void on();
        return Promise.resolve();
      };
    case 'power_cycle':
      return async () => {
        await runtime.powerOff(droplet.id, 'off');
        void on();
      };
    case 'reboot':
      return () => runtime.reboot(droplet.id);
    case 'rename':
      if (!body.name) throw unprocessable('name is required');
      return async () => {
        droplet.name = body.name!;
        await cloud.applyNetwork();
      };
    case 'resize': {
      const { size, disk = false } = body;
      if (size === undefined || !isSize(size)) throw unprocessable('You specified an invalid size.');
      if (droplet.status !== 'off') throw unprocessable('Droplet must be off to be resized.');
      const before = diskOf(droplet);
      if (sizeOf(size).disk < before) throw unprocessable('This size is not available because it has a smaller disk.');
      return () => {
        droplet.size = size;
        // Without `disk` it keeps the one that it has, so that it may be made smaller again.
        droplet.disk = disk ? sizeOf(size).disk : before;
        return Promise.resolve();
      };
    }
    default:
      throw new ApiError(501, `the local cloud cannot do the droplet action '${body.type}'`, 'not_implemented');
  }
}

/** GiB; of the size, in a state that an earlier version wrote. */
export function diskOf(droplet: Droplet): number {
  return droplet.disk ?? sizeOf(droplet.size).disk;
}

export function dropletBody(cloud: Cloud, droplet: Droplet) {
  const { state } = cloud;
  const vpc = state.vpcs.find((one) => one.id === droplet.vpcId)!;
  const size = sizeOf(droplet.size);
  return {
    id: droplet.id,
    name: droplet.name,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: diskOf(droplet),
    disk_info: [{ type: 'local', size: { amount: diskOf(droplet), unit: 'gib' } }],
    locked: droplet.status === 'new',
    status: droplet.status,
    kernel: null,
    created_at: droplet.createdAt,
    features: [
      'private_networking',
      ...(droplet.monitoring ? ['monitoring'] : []),
      ...(droplet.dropletAgent ? ['droplet_agent'] : []),
    ],
    backup_ids: [],
    next_backup_window: null,
    snapshot_ids: [],
    image: imageBody(droplet.image),
    volume_ids: state.volumes.filter((volume) => volume.dropletId === droplet.id).map((volume) => volume.id),
    size: sizeBody(size),
    size_slug: size.slug,
    networks: {
      v4: [
        { ip_address: droplet.privateIp, ...vpcGateway(vpc), type: 'private' },
        { ip_address: droplet.publicIp, netmask: '255.255.255.0', gateway: PUBLIC_GATEWAY, type: 'public' },
      ],
      v6: [],
    },
    region: regionBody(droplet.region),
    tags: droplet.tags,
    vpc_uuid: droplet.vpcId,
  };
}
