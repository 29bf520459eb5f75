import type { FastifyInstance } from 'fastify';
import { NOTHING } from '../change';
import type { Cloud } from '../cloud';
import { notHere, unprocessable } from '../errors';
import type { Action, Droplet } from '../model';
import { actionBody, ownActionRoutes } from './actions';
import { isSize, sizeOf } from './catalog';
import { diskOf, findDroplet, taggedDroplets } from './droplet-body';
import { DROPLET_NAME } from './wanted-droplet';

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
    name: DROPLET_NAME,
    size: { type: 'string' },
    disk: { type: 'boolean' },
  },
};

/** Actions that DigitalOcean has and this cloud has not. */
const OTHER_ACTIONS = [
  ...['change_backup_policy', 'change_kernel', 'disable_backups', 'enable_backups', 'enable_ipv6'],
  ...['password_reset', 'rebuild', 'restore', 'snapshot'],
];
/** Those that all droplets of a tag take at once. */
const BY_TAG = ['power_cycle', 'power_on', 'power_off', 'shutdown', ...OTHER_ACTIONS];

type Params = { Params: { id: string } };

export function dropletActionRoutes(api: FastifyInstance, cloud: Cloud): void {
  ownActionRoutes(api, cloud, '/droplets/:id', 'droplet', ({ id }) => findDroplet(cloud, id!).id);
  api.post<Params & { Body: ActionBody }>(
    '/droplets/:id/actions',
    { schema: { body: ACTION } },
    async (request, reply) => {
      const action = await act(cloud, findDroplet(cloud, request.params.id), request.body);
      return reply.code(201).send({ action: actionBody(action) });
    },
  );
  api.post<{ Querystring: { tag_name?: string }; Body: ActionBody }>(
    '/droplets/actions',
    { schema: { body: ACTION } },
    async (request, reply) => {
      const { type } = request.body;
      if (!BY_TAG.includes(type)) throw unprocessable(`'${type}' is not an action for all droplets of a tag`);
      const droplets = taggedDroplets(cloud, request.query.tag_name);
      const actions = await Promise.all(droplets.map((droplet) => act(cloud, droplet, request.body)));
      return reply.code(201).send({ actions: actions.map(actionBody) });
    },
  );
}

function act(cloud: Cloud, droplet: Droplet, body: ActionBody): Promise<Action> {
  const work = verb(cloud, droplet, body);
  return cloud.act({
    ...{ type: body.type, resourceType: 'droplet', resourceId: droplet.id, region: droplet.region },
    make: () => NOTHING,
    work: () => unlessFailed(droplet, cloud.inBackground(droplet, body.type, work)),
  });
}

/** Work on a droplet in the background never fails by itself: the droplet says why. */
export async function unlessFailed(droplet: Droplet, work: Promise<void>): Promise<void> {
  await work;
  if (droplet.failure) throw new Error(droplet.failure);
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
      if (OTHER_ACTIONS.includes(body.type)) throw notHere(`droplet action '${body.type}'`);
      throw unprocessable(`'${body.type}' is not a valid action type`);
  }
}
