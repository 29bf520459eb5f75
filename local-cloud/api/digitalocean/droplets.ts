import type { FastifyInstance } from 'fastify';
import { now, type Cloud } from '../cloud';
import { ApiError, required, unprocessable } from '../errors';
import type { Droplet } from '../model';
import { allocatePrivateAddress, allocatePublicAddress, PUBLIC_GATEWAY, vpcGateway } from './addresses';
import { IMAGES, REGIONS, SIZES, imageBody, regionBody, sizeBody, sizeOf } from './catalog';
import { actionBody } from './actions';
import { page } from './pages';
import { ensureTag } from './tags';
import { defaultVpc } from './vpcs';

const MAX_USER_DATA = 64 * 1024;

const CREATE = {
  type: 'object',
  required: ['size', 'image'],
  properties: {
    name: { type: 'string', pattern: '^[a-zA-Z0-9]?[a-z0-9A-Z.\\-]*[a-z0-9A-Z]$', maxLength: 255 },
    region: { type: 'string' },
    size: { type: 'string' },
    image: { type: ['string', 'integer'] },
    ssh_keys: { type: ['array', 'null'], items: { type: ['string', 'integer'] } },
    backups: { const: false },
    ipv6: { const: false },
    private_networking: { type: ['boolean', 'null'] },
    monitoring: { type: ['boolean', 'null'] },
    with_droplet_agent: { type: ['boolean', 'null'] },
    user_data: { type: ['string', 'null'] },
    tags: { type: ['array', 'null'], items: { type: 'string' } },
    vpc_uuid: { type: ['string', 'null'] },
    volumes: { type: ['array', 'null'], maxItems: 0 },
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
}

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

  api.post<{ Body: CreateBody }>('/droplets', { schema: { body: CREATE } }, (request, reply) => {
    const droplet = create(cloud, request.body);
    void cloud.boot(droplet);
    return reply.code(202).send({ droplet: dropletBody(cloud, droplet), links: { actions: [] } });
  });

  api.get<Params>('/droplets/:id', (request) => ({ droplet: dropletBody(cloud, find(cloud, request.params.id)) }));

  api.delete<Params>('/droplets/:id', (request, reply) => {
    void cloud.destroy(find(cloud, request.params.id));
    return reply.code(204).send();
  });

  api.get<Params>('/droplets/:id/actions', (request) => {
    const { id } = find(cloud, request.params.id);
    const own = state.actions.filter((action) => action.resourceType === 'droplet' && action.resourceId === id);
    return page(request, 'actions', own.map(actionBody));
  });

  api.post<Params & { Body: { type: string; name?: string; size?: string } }>(
    '/droplets/:id/actions',
    { schema: { body: { type: 'object', required: ['type'], properties: { type: { type: 'string' } } } } },
    (request, reply) => {
      const droplet = find(cloud, request.params.id);
      const work = verb(cloud, droplet, request.body);
      const action = cloud.act(
        { type: request.body.type, resourceType: 'droplet', resourceId: droplet.id, region: droplet.region },
        async () => {
          await cloud.inBackground(droplet, request.body.type, work);
          if (droplet.failure) throw new Error(droplet.failure);
        },
      );
      return reply.code(201).send({ action: actionBody(action) });
    },
  );
}

function find(cloud: Cloud, id: string): Droplet {
  return required(cloud.state.droplets.find((droplet) => String(droplet.id) === id && !droplet.deleting));
}

function create(cloud: Cloud, body: CreateBody): Droplet {
  const { state, store } = cloud;
  const problems: string[] = [];
  const region = body.region?.toLowerCase() ?? Object.keys(REGIONS)[0]!;
  const image = Object.keys(IMAGES).find((slug) => slug === body.image || IMAGES[slug]!.id === Number(body.image));
  const vpc = body.vpc_uuid ? state.vpcs.find((one) => one.id === body.vpc_uuid) : defaultVpc(cloud, region);
  const keys = (body.ssh_keys ?? []).map((wanted) =>
    state.sshKeys.find((key) => key.id === Number(wanted) || key.fingerprint === wanted),
  );
  if (!REGIONS[region]) problems.push(`unknown region ${region}`);
  if (!SIZES.some((size) => size.slug === body.size))
    problems.push('You specified an invalid size for Droplet creation.');
  if (!image) problems.push('You specified an invalid image for Droplet creation.');
  if (!vpc || vpc.region !== region) problems.push('VPC UUID is not valid for this region');
  if (keys.includes(undefined))
    problems.push(
      `${String(body.ssh_keys![keys.indexOf(undefined)])} are invalid key identifiers for Droplet creation.`,
    );
  if (Buffer.byteLength(body.user_data ?? '') > MAX_USER_DATA) problems.push('User data is too long: at most 64 KiB.');
  if (problems.length > 0) throw unprocessable(problems.join(' '));

  for (const tag of body.tags ?? []) ensureTag(state, tag);
  const droplet: Droplet = {
    id: store.nextId(),
    name: body.name,
    region,
    image: image!,
    size: body.size,
    status: 'new',
    deleting: false,
    tags: [...(body.tags ?? [])],
    userData: body.user_data ?? '',
    sshKeyIds: keys.map((key) => key!.id),
    monitoring: body.monitoring ?? false,
    dropletAgent: body.with_droplet_agent ?? true,
    publicIp: allocatePublicAddress(state),
    privateIp: allocatePrivateAddress(state, vpc!),
    vpcId: vpc!.id,
    createdAt: now(),
  };
  state.droplets.push(droplet);
  return droplet;
}

/** What an action does; kinds that the runtime cannot do are refused by name. */
function verb(
  cloud: Cloud,
  droplet: Droplet,
  body: { type: string; name?: string; size?: string },
): () => Promise<void> {
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
    case 'resize':
      if (!SIZES.some((size) => size.slug === body.size)) throw unprocessable('You specified an invalid size.');
      if (droplet.status !== 'off') throw unprocessable('Droplet must be off to be resized.');
      return () => {
        droplet.size = body.size!;
        return Promise.resolve();
      };
    default:
      throw new ApiError(501, `the local cloud cannot do the droplet action '${body.type}'`, 'not_implemented');
  }
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
    disk: size.disk,
    disk_info: [{ type: 'local', size: { amount: size.disk, unit: 'gib' } }],
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
