import type { FastifyInstance } from 'fastify';
import { add, assign, remove, type Undo } from '../change';
import type { Cloud } from '../cloud';
import { required, unprocessable } from '../errors';
import { lookUp } from '../look-up';
import type { Action, ReservedIp } from '../model';
import { actionBody, ownActionRoutes } from './actions';
import { allocateReservedIp } from './addresses';
import { REGIONS, regionBody } from './catalog';
import { dropletBody } from './droplet-body';
import { checkLimit } from './limits';
import { page } from './pages';
import { projectOfReservedIp, wantedProject } from './projects/membership';

type Params = { Params: { ip: string } };
const CREATE = {
  type: 'object',
  properties: { region: { type: 'string' }, droplet_id: { type: 'integer' }, project_id: { type: 'string' } },
  anyOf: [{ required: ['region'] }, { required: ['droplet_id'] }],
};
const ACT = {
  type: 'object',
  required: ['type'],
  properties: { type: { enum: ['assign', 'unassign'] }, droplet_id: { type: 'integer' } },
};

export function reservedIpRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (ip: string) => required(state.reservedIps.find((reserved) => reserved.ip === ip));

  api.get('/reserved_ips', (request) =>
    page(
      request,
      'reserved_ips',
      state.reservedIps.map((one) => reservedIpBody(cloud, one)),
    ),
  );

  api.post<{ Body: { region?: string; droplet_id?: number; project_id?: string } }>(
    '/reserved_ips',
    { schema: { body: CREATE } },
    async (request, reply) => {
      const { region, droplet_id: dropletId, project_id: project } = request.body;
      let reserved: ReservedIp | undefined;
      await cloud.commit(() => {
        const droplet = dropletId === undefined ? undefined : freeDroplet(cloud, dropletId);
        const where = droplet?.region ?? region!.toLowerCase();
        if (!lookUp(REGIONS, where)) throw unprocessable(`region ${where} is invalid`);
        checkLimit(cloud.limits, 'reservedIps', state.reservedIps.length);
        reserved = {
          ...{ ip: allocateReservedIp(state), region: where, dropletId: droplet?.id ?? null },
          ...wantedProject(state, project),
        };
        return add(state.reservedIps, reserved);
      });
      return reply
        .code(202)
        .send({ reserved_ip: reservedIpBody(cloud, reserved!), links: { droplets: [], actions: [] } });
    },
  );

  api.get<Params>('/reserved_ips/:ip', (request) => ({ reserved_ip: reservedIpBody(cloud, find(request.params.ip)) }));

  api.delete<Params>('/reserved_ips/:ip', async (request, reply) => {
    await cloud.commit(() => remove(state.reservedIps, find(request.params.ip)));
    return reply.code(204).send();
  });

  ownActionRoutes(api, cloud, '/reserved_ips/:ip', 'reserved_ip', ({ ip }) => find(ip!).ip);

  api.post<Params & { Body: { type: 'assign' | 'unassign'; droplet_id?: number } }>(
    '/reserved_ips/:ip/actions',
    { schema: { body: ACT } },
    async (request, reply) => {
      const action = await act(cloud, find(request.params.ip), request.body);
      return reply.code(201).send({ action: actionBody(action) });
    },
  );
}

/** Assigning an address that another droplet holds moves it. */
function act(
  cloud: Cloud,
  reserved: ReservedIp,
  body: { type: 'assign' | 'unassign'; droplet_id?: number },
): Promise<Action> {
  return cloud.act({
    ...{ type: `${body.type}_ip`, resourceType: 'reserved_ip', resourceId: reserved.ip, region: reserved.region },
    make: () => {
      let dropletId: number | null = null;
      if (body.type === 'assign') {
        const droplet = freeDroplet(cloud, body.droplet_id, reserved);
        if (droplet.region !== reserved.region) throw unprocessable('reserved IP and droplet are in different regions');
        dropletId = droplet.id;
      } else if (reserved.dropletId === null) throw unprocessable('The reserved IP is not assigned.');
      return moved(reserved, dropletId);
    },
    work: () => cloud.applyNetwork(),
    ofNetworkAlone: true,
  });
}

function moved(reserved: ReservedIp, dropletId: number | null): Undo {
  const undo = assign(reserved, { dropletId });
  return () => {
    // Unless it has moved on since.
    if (reserved.dropletId === dropletId) undo();
  };
}

/** A droplet holds one reserved IP at most. */
function freeDroplet(cloud: Cloud, id: number | undefined, wanted?: ReservedIp) {
  const droplet = dropletOf(cloud, id);
  if (cloud.state.reservedIps.some((other) => other !== wanted && other.dropletId === droplet.id))
    throw unprocessable('The droplet already has a reserved IP.');
  return droplet;
}

function dropletOf({ state }: Cloud, id: number | undefined) {
  const droplet = state.droplets.find((one) => one.id === id && !one.deleting);
  if (!droplet) throw unprocessable(`Droplet ${id ?? ''} does not exist`);
  return droplet;
}

function reservedIpBody(cloud: Cloud, reserved: ReservedIp) {
  const droplet = cloud.state.droplets.find(({ id }) => id === reserved.dropletId);
  return {
    ip: reserved.ip,
    region: regionBody(reserved.region),
    droplet: droplet ? dropletBody(cloud, droplet) : null,
    locked: false,
    project_id: projectOfReservedIp(cloud.state, reserved).id,
  };
}
