import { isIPv4 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { add, remove } from '../../change';
import type { Cloud } from '../../cloud';
import { required, unprocessable } from '../../errors';
import type { Domain, DomainRecord, State } from '../../model';
import type { Store } from '../../store';
import { page } from '../pages';
import { isDomainName } from './names';
import { NAME_SERVERS, zoneFile } from './zone-file';

/** Of a domain and of what the cloud makes in it, seconds. */
const TTL = 1800;
const CREATE = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, ip_address: { type: ['string', 'null'] } },
};

interface CreateBody {
  readonly name: string;
  readonly ip_address?: string | null;
}

export type DomainParams = { Params: { domain: string } };

export function domainRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  api.get('/domains', (request) => page(request, 'domains', state.domains.map(domainBody)));
  api.post<{ Body: CreateBody }>('/domains', { schema: { body: CREATE } }, async ({ body }, reply) => {
    let domain: Domain | undefined;
    await cloud.commit(() => add(state.domains, (domain = wanted(cloud.store, body))));
    // The zone file comes later, as at DigitalOcean.
    return reply.code(201).send({ domain: { ...domainBody(domain!), zone_file: null } });
  });
  api.get<DomainParams>('/domains/:domain', ({ params }) => ({
    domain: domainBody(findDomain(state, params.domain)),
  }));
  api.delete<DomainParams>('/domains/:domain', async ({ params }, reply) => {
    await cloud.commit(() => remove(state.domains, findDomain(state, params.domain)));
    return reply.code(204).send();
  });
}

export function findDomain({ domains }: State, name: string): Domain {
  return required(domains.find((domain) => domain.name === name.toLowerCase()));
}

/** The domain with the records that the cloud makes. */
function wanted(store: Store, body: CreateBody): Domain {
  const name = body.name.toLowerCase();
  const address = body.ip_address ?? undefined;
  if (!isDomainName(name)) throw unprocessable(`Name '${body.name}' is not the name of a domain`);
  if (store.state.domains.some((domain) => domain.name === name)) throw unprocessable(`${name}: name already exists`);
  if (address !== undefined && !isIPv4(address))
    throw unprocessable('IP address did not match IPv4 format (e.g. 127.0.0.1).');
  const record = (type: DomainRecord['type'], data: string): DomainRecord => ({
    ...{ id: store.nextId(), type, name: '@', data, ttl: TTL },
    ...{ priority: null, port: null, weight: null, flags: null, tag: null },
  });
  return {
    name,
    ttl: TTL,
    serial: Math.floor(Date.now() / 1000),
    records: [
      record('SOA', String(TTL)),
      ...NAME_SERVERS.map((server) => record('NS', server)),
      ...(address === undefined ? [] : [record('A', address)]),
    ],
  };
}

function domainBody(domain: Domain) {
  return { name: domain.name, ttl: domain.ttl, zone_file: zoneFile(domain) };
}
