import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { createAuthority } from '../../../authority';
import { clustersOf, type DatabaseCluster } from '../../../managed-mysql/model';
import { NOTHING, add, assign, inOrder } from '../../change';
import { now } from '../../clock';
import type { Cloud } from '../../cloud';
import { ApiError, notHere, unprocessable } from '../../errors';
import { lookUp } from '../../look-up';
import { REGIONS } from '../catalog';
import { page } from '../pages';
import { wantedProject } from '../projects/membership';
import { TAGS, ensureTags } from '../tags';
import { defaultVpc } from '../default-vpcs';
import { clusterBody } from './bodies';
import { findCluster, type ClusterParams } from './find';
import { newPassword } from './passwords';
import { DATABASE_SIZES, isDatabaseSize, storageOf } from './sizes';
import { RULES, trustedSourcesOf, type RuleBody } from './trusted-sources';

/** As a label of its private host name, which must be a label of at most 63 characters. */
export const NAME = { type: 'string', pattern: '^[a-z]([a-z0-9-]{0,37}[a-z0-9])?$' };
const VERSION = '8';
const ADMIN = 'doadmin';
const MAX_NODES = 3;
const WINDOW = {
  type: 'object',
  required: ['day', 'hour'],
  properties: {
    day: { enum: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] },
    hour: { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$' },
  },
};
const CREATE = {
  type: 'object',
  required: ['name', 'engine', 'size', 'region', 'num_nodes'],
  properties: {
    name: NAME,
    engine: { type: 'string' },
    version: { type: 'string' },
    size: { type: 'string' },
    region: { type: 'string' },
    num_nodes: { type: 'integer', minimum: 1, maximum: MAX_NODES },
    private_network_uuid: { type: ['string', 'null'] },
    project_id: { type: ['string', 'null'] },
    tags: TAGS,
    storage_size_mib: { type: ['integer', 'null'] },
    rules: { ...RULES, type: ['array', 'null'] },
  },
};

interface CreateBody {
  readonly name: string;
  readonly engine: string;
  readonly version?: string;
  readonly size: string;
  readonly region: string;
  readonly num_nodes: number;
  readonly private_network_uuid?: string | null;
  readonly project_id?: string | null;
  readonly tags?: readonly string[] | null;
  readonly storage_size_mib?: number | null;
  readonly rules?: readonly RuleBody[] | null;
  readonly backup_restore?: object | null;
}

export function clusterRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (id: string) => findCluster(state, id);

  api.get<{ Querystring: { tag_name?: string } }>('/databases', (request) => {
    const { tag_name: tag } = request.query;
    const found = clustersOf(state).filter(({ deleting, tags }) => !deleting && (!tag || tags.includes(tag)));
    return page(
      request,
      'databases',
      found.map((cluster) => clusterBody(state, cluster)),
    );
  });
  api.post<{ Body: CreateBody }>('/databases', { schema: { body: CREATE } }, async (request, reply) => {
    const authority = state.managedMysql?.authority ?? (await createAuthority('CN=Project CA'));
    let made: DatabaseCluster | undefined;
    await cloud.record(() => {
      const cluster = (made = wanted(cloud, request.body));
      const first = state.managedMysql ? NOTHING : assign(state, { managedMysql: { authority, clusters: [] } });
      return inOrder(first, ensureTags(state, cluster.tags), add(state.managedMysql!.clusters, cluster));
    });
    const cluster = made!;
    void cloud.databases.settle(cluster);
    return reply.code(201).send({ database: clusterBody(state, cluster) });
  });
  api.get<ClusterParams>('/databases/:id', (request) => ({ database: clusterBody(state, find(request.params.id)) }));
  api.delete<ClusterParams>('/databases/:id', async (request, reply) => {
    let cluster: DatabaseCluster | undefined;
    await cloud.record(() => assign((cluster = find(request.params.id)), { deleting: true }));
    void cloud.databases.settle(cluster!);
    return reply.code(204).send();
  });
  api.get<ClusterParams>('/databases/:id/ca', (request) => {
    find(request.params.id);
    return { ca: { certificate: Buffer.from(state.managedMysql!.authority.certificate).toString('base64') } };
  });
  api.put<ClusterParams & { Body: DatabaseCluster['maintenance'] }>(
    '/databases/:id/maintenance',
    { schema: { body: WINDOW } },
    async (request, reply) => {
      const { day, hour } = request.body;
      await cloud.record(() => assign(find(request.params.id), { maintenance: { day, hour } }));
      return reply.code(204).send();
    },
  );
  api.put<ClusterParams & { Body: { version: string } }>('/databases/:id/upgrade', (request, reply) => {
    find(request.params.id);
    if (request.body.version !== VERSION)
      throw notHere(`MySQL '${request.body.version}': its image has one server, '${VERSION}'`);
    return reply.code(204).send();
  });
  api.put<ClusterParams & { Body: { region: string } }>('/databases/:id/migrate', (request, reply) => {
    if (request.body.region !== find(request.params.id).region)
      throw notHere('way to move a database cluster to another region');
    return reply.code(202).send();
  });
  api.get<ClusterParams>('/databases/:id/events', (request) => {
    const cluster = find(request.params.id);
    return {
      events: [...cluster.events].reverse().map(({ id, type, createdAt }) => ({
        id,
        cluster_name: cluster.name,
        event_type: type,
        create_time: createdAt,
      })),
    };
  });
  // '/databases/options' would be the id of a cluster to the route above.
  api.get('/databases/options', () => {
    const sizes = Object.keys(DATABASE_SIZES);
    const layouts = Array.from({ length: MAX_NODES }, (_, i) => ({ num_nodes: i + 1, sizes }));
    return { options: { mysql: { regions: Object.keys(REGIONS), versions: [VERSION], layouts } } };
  });
}

function wanted(cloud: Cloud, body: CreateBody): DatabaseCluster {
  const { state } = cloud;
  const { name, engine, version = VERSION, size } = body;
  const region = body.region.toLowerCase();
  if (engine !== 'mysql') throw notHere(`database engine '${engine}': MySQL alone`);
  if (version !== VERSION) throw notHere(`MySQL '${version}': its image has one server, '${VERSION}'`);
  if (body.backup_restore) throw notHere('database backups to restore');
  const problems: string[] = [];
  const vpc = body.private_network_uuid
    ? state.vpcs.find(({ id }) => id === body.private_network_uuid)
    : defaultVpc(state, region);
  if (!lookUp(REGIONS, region)) problems.push(`unknown region ${region}`);
  if (!isDatabaseSize(size)) problems.push(`invalid size ${size}`);
  if (!vpc || vpc.region !== region) problems.push('private_network_uuid is not a VPC of this region');
  const taken = clustersOf(state).some(
    (one) => one.name === name || one.replicas.some((replica) => replica.name === name),
  );
  if (taken) problems.push(`the name ${name} is taken`);
  if (problems.length > 0) throw new ApiError(422, problems.join('; '), 'unprocessable_entity');
  const storageMib = body.storage_size_mib ?? storageOf(size);
  if (storageMib < storageOf(size))
    throw unprocessable(`storage_size_mib must be at least ${storageOf(size)} for ${size}`);
  const trustedSources = trustedSourcesOf(state, [], body.rules ?? []);
  return {
    id: randomUUID(),
    ...{ name, version, region, size },
    vpcId: vpc!.id,
    createdAt: now(),
    nodeCount: body.num_nodes,
    storageMib,
    status: 'creating',
    deleting: false,
    tags: [...(body.tags ?? [])],
    maintenance: { day: 'sunday', hour: '03:00' },
    replicationPassword: newPassword(),
    users: [{ name: ADMIN, role: 'primary', password: newPassword() }],
    databases: ['defaultdb'],
    trustedSources,
    settings: {},
    lastNumber: 0,
    nodes: [],
    replicas: [],
    primary: null,
    events: [],
    ...wantedProject(state, body.project_id),
  };
}

export function refuseWhileCreating(cluster: DatabaseCluster): void {
  if (cluster.status === 'creating')
    throw new ApiError(
      412,
      `cluster ${cluster.name} is not online yet: try again when its status is online`,
      'precondition_failed',
    );
}

export function requireSize(size: string | undefined): void {
  if (size !== undefined && !isDatabaseSize(size)) throw unprocessable(`invalid size ${size}`);
}
