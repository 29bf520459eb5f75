import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as ipaddr from 'ipaddr.js';
import { now, type Cloud } from '../cloud';
import { ApiError, required, unprocessable } from '../errors';
import { clustersOf } from '../../managed-mysql/model';
import type { Vpc } from '../model';
import { REGIONS } from './catalog';
import { page } from './pages';

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

export function vpcRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (id: string) => required(state.vpcs.find((vpc) => vpc.id === id));

  api.get('/vpcs', (request) => page(request, 'vpcs', state.vpcs.map(vpcBody)));
  api.post<{ Body: { name: string; region: string; description?: string; ip_range?: string } }>(
    '/vpcs',
    { schema: { body: CREATE } },
    async (request, reply) => {
      const { name, region, description = '', ip_range: ipRange = freeRange(cloud) } = request.body;
      if (!REGIONS[region]) throw unprocessable(`region ${region} is invalid`);
      if (state.vpcs.some((vpc) => vpc.name === name))
        throw unprocessable(`name already exists in this account: ${name}`);
      if (!isUsable(ipRange)) throw unprocessable('ip_range must be a private IPv4 network from /16 to /28');
      const overlapping = state.vpcs.find((vpc) => overlap(vpc.ipRange, ipRange));
      if (overlapping)
        throw unprocessable(`This range/size overlaps with another VPC network in your account: ${overlapping.name}`);
      const vpc: Vpc = { id: randomUUID(), name, description, region, ipRange, isDefault: false, createdAt: now() };
      state.vpcs.push(vpc);
      await cloud.applyNetwork();
      return reply.code(201).send({ vpc: vpcBody(vpc) });
    },
  );
  api.get<Params>('/vpcs/:id', (request) => ({ vpc: vpcBody(find(request.params.id)) }));
  for (const method of ['PUT', 'PATCH'] as const) {
    api.route<Params & { Body: { name?: string; description?: string } }>({
      method,
      url: '/vpcs/:id',
      schema: { body: { type: 'object', properties: { name: NAME, description: { type: 'string' } } } },
      handler: (request) => {
        const vpc = find(request.params.id);
        vpc.name = request.body.name ?? vpc.name;
        vpc.description = request.body.description ?? vpc.description;
        return { vpc: vpcBody(vpc) };
      },
    });
  }
  api.delete<Params>('/vpcs/:id', async (request, reply) => {
    const vpc = find(request.params.id);
    if (vpc.isDefault) throw new ApiError(403, 'Can not delete VPC: it is the default one of its region', 'forbidden');
    // The provider tries again for two minutes: members of the VPC may still be leaving.
    if ([...state.droplets, ...clustersOf(state)].some(({ vpcId }) => vpcId === vpc.id))
      throw new ApiError(403, 'Can not delete VPC with members', 'forbidden');
    state.vpcs.splice(state.vpcs.indexOf(vpc), 1);
    await cloud.applyNetwork();
    return reply.code(204).send();
  });
  api.get<Params>('/vpcs/:id/members', (request) => {
    const { id } = find(request.params.id);
    const urns = (
      kind: string,
      all: readonly { id: number | string; name: string; vpcId: string; createdAt: string }[],
    ) =>
      all
        .filter(({ vpcId }) => vpcId === id)
        .map((one) => ({ urn: `do:${kind}:${one.id}`, name: one.name, created_at: one.createdAt }));
    return page(request, 'members', [...urns('droplet', state.droplets), ...urns('dbaas', clustersOf(state))]);
  });
}

/** A region's own VPC, made when it is first needed. */
export function defaultVpc({ state }: Cloud, region: string): Vpc {
  let vpc = state.vpcs.find((one) => one.isDefault && one.region === region);
  if (!vpc) {
    const ipRange = `10.${200 + Object.keys(REGIONS).indexOf(region)}.0.0/20`;
    vpc = {
      id: randomUUID(),
      name: `default-${region}`,
      description: '',
      region,
      ipRange,
      isDefault: true,
      createdAt: now(),
    };
    state.vpcs.push(vpc);
  }
  return vpc;
}

function freeRange({ state }: Cloud): string {
  for (let byte = 100; byte < 200; byte++) {
    const range = `10.${byte}.0.0/20`;
    if (!state.vpcs.some((vpc) => overlap(vpc.ipRange, range))) return range;
  }
  throw unprocessable('no range left for another VPC');
}

function isUsable(range: string): boolean {
  if (!ipaddr.IPv4.isValidCIDR(range)) return false;
  const [address, bits] = ipaddr.IPv4.parseCIDR(range);
  return (
    address.range() === 'private' &&
    bits >= 16 &&
    bits <= 28 &&
    ipaddr.IPv4.networkAddressFromCIDR(range).toString() === address.toString()
  );
}

function overlap(a: string, b: string): boolean {
  const [one, other] = [ipaddr.IPv4.parseCIDR(a), ipaddr.IPv4.parseCIDR(b)];
  return one[0].match(other[0], Math.min(one[1], other[1]));
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
