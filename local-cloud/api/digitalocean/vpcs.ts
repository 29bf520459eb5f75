import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { add, assign, inOrder, remove, type Undo } from '../change';
import { now } from '../clock';
import type { Cloud } from '../cloud';
import { ApiError, required, unprocessable } from '../errors';
import { clustersOf } from '../../managed-mysql/model';
import { lookUp } from '../look-up';
import type { State, Vpc } from '../model';
import { REGIONS } from './catalog';
import { page } from './pages';
import { freeRange } from './default-vpcs';
import { isUsableRange, overlap } from './ranges';

type Params = { Params: { id: string } };
const NAME = { type: 'string', pattern: '^[a-zA-Z0-9\\-\\.]+$' };
const CREATE = {
  type: 'object',
  required: ['name', 'region'],
  properties: {
    name: NAME,
    region: { type: 'string' },
    description: { type: 'string', maxLength: 255 },
    ip_range: { type: 'string' },
  },
};

interface CreateBody {
  readonly name: string;
  readonly region: string;
  readonly description?: string;
  readonly ip_range?: string;
}

interface ChangeBody {
  readonly name?: string;
  readonly description?: string;
  readonly default?: boolean;
}

export function vpcRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (id: string) => required(state.vpcs.find((vpc) => vpc.id === id));

  api.get('/vpcs', (request) => page(request, 'vpcs', state.vpcs.map(vpcBody)));
  api.post<{ Body: CreateBody }>('/vpcs', { schema: { body: CREATE } }, async (request, reply) => {
    let vpc: Vpc | undefined;
    await cloud.commit(() => {
      vpc = wanted(cloud, request.body);
      return add(state.vpcs, vpc);
    });
    return reply.code(201).send({ vpc: vpcBody(vpc!) });
  });
  api.get<Params>('/vpcs/:id', (request) => ({ vpc: vpcBody(find(request.params.id)) }));
  for (const method of ['PUT', 'PATCH'] as const) {
    api.route<Params & { Body: ChangeBody }>({
      method,
      url: '/vpcs/:id',
      schema: {
        body: {
          type: 'object',
          properties: {
            name: NAME,
            description: { type: 'string', maxLength: 255 },
            // It is taken away by making another one the default.
            default: { const: true },
          },
        },
      },
      handler: async (request) => {
        const { name, description, default: isDefault } = request.body;
        await cloud.commit(() => {
          const vpc = find(request.params.id);
          if (name !== undefined) refuseName(state, name, vpc.id);
          const fields = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
          return inOrder(assign(vpc, fields), isDefault ? makeDefault(state, vpc) : () => undefined);
        });
        return { vpc: vpcBody(find(request.params.id)) };
      },
    });
  }
  api.delete<Params>('/vpcs/:id', async (request, reply) => {
    await cloud.commit(() => {
      const vpc = find(request.params.id);
      if (vpc.isDefault)
        throw new ApiError(403, 'Can not delete VPC: it is the default one of its region', 'forbidden');
      // The provider tries again for two minutes: members of the VPC may still be leaving.
      if ([...state.droplets, ...clustersOf(state)].some(({ vpcId }) => vpcId === vpc.id))
        throw new ApiError(403, 'Can not delete VPC with members', 'forbidden');
      return remove(state.vpcs, vpc);
    });
    return reply.code(204).send();
  });
  api.get<Params & { Querystring: { resource_type?: string } }>('/vpcs/:id/members', (request) => {
    const { id } = find(request.params.id);
    const { resource_type: wanted } = request.query;
    const urns = (
      type: string,
      kind: string,
      all: readonly { id: number | string; name: string; vpcId: string; createdAt: string }[],
    ) =>
      all
        .filter(({ vpcId }) => vpcId === id && (wanted === undefined || wanted === type))
        .map((one) => ({ urn: `do:${kind}:${one.id}`, name: one.name, created_at: one.createdAt }));
    return page(request, 'members', [
      ...urns('droplet', 'droplet', state.droplets),
      ...urns('database', 'dbaas', clustersOf(state)),
    ]);
  });
}

function wanted(cloud: Cloud, body: CreateBody): Vpc {
  const { name, description = '' } = body;
  const region = body.region.toLowerCase();
  if (!lookUp(REGIONS, region)) throw unprocessable(`region ${region} is invalid`);
  refuseName(cloud.state, name);
  const ipRange = body.ip_range || freeRange(cloud.state);
  if (!isUsableRange(ipRange)) throw unprocessable('ip_range must be a private IPv4 network from /16 to /28');
  const overlapping = cloud.state.vpcs.find((vpc) => isUsableRange(vpc.ipRange) && overlap(vpc.ipRange, ipRange));
  if (overlapping)
    throw unprocessable(`This range/size overlaps with another VPC network in your account: ${overlapping.name}`);
  return { id: randomUUID(), name, description, region, ipRange, isDefault: false, createdAt: now() };
}

function refuseName({ vpcs }: State, name: string, own?: string): void {
  if (vpcs.some((vpc) => vpc.name === name && vpc.id !== own))
    throw unprocessable(`name already exists in this account: ${name}`);
}

function makeDefault({ vpcs }: State, vpc: Vpc): Undo {
  const before = vpcs.filter((one) => one.isDefault && one.region === vpc.region);
  return inOrder(...before.map((one) => assign(one, { isDefault: false })), assign(vpc, { isDefault: true }));
}

function vpcBody(vpc: Vpc) {
  return {
    id: vpc.id,
    urn: `do:vpc:${vpc.id}`,
    name: vpc.name,
    description: vpc.description,
    region: vpc.region,
    ip_range: vpc.ipRange,
    default: vpc.isDefault,
    created_at: vpc.createdAt,
  };
}
