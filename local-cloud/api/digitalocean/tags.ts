import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud';
import { clustersOf } from '../../managed-mysql/model';
import { required } from '../errors';
import type { State } from '../model';
import { page } from './pages';

const NAME = '^[a-zA-Z0-9:\\-_]{1,255}$';
type Params = { Params: { name: string } };
interface ResourcesBody {
  readonly resources: readonly { readonly resource_id: string; readonly resource_type: string }[];
}

export function tagRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (name: string) => required(state.tags.find((tag) => tag === name));

  api.get('/tags', (request) =>
    page(
      request,
      'tags',
      state.tags.map((tag) => tagBody(state, tag)),
    ),
  );
  api.post<{ Body: { name: string } }>(
    '/tags',
    {
      schema: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string', pattern: NAME } } } },
    },
    (request, reply) => {
      // Idempotent: providers make a tag again before they use it.
      ensureTag(state, request.body.name);
      return reply.code(201).send({ tag: tagBody(state, request.body.name) });
    },
  );
  api.get<Params>('/tags/:name', (request) => ({ tag: tagBody(state, find(request.params.name)) }));
  api.delete<Params>('/tags/:name', async (request, reply) => {
    const tag = find(request.params.name);
    state.tags.splice(state.tags.indexOf(tag), 1);
    for (const carrier of [...state.droplets, ...state.volumes, ...clustersOf(state)])
      carrier.tags = carrier.tags.filter((one) => one !== tag);
    await cloud.applyNetwork();
    return reply.code(204).send();
  });
  for (const method of ['POST', 'DELETE'] as const) {
    api.route<Params & { Body: ResourcesBody }>({
      method,
      url: '/tags/:name/resources',
      handler: async (request, reply) => {
        const tag = find(request.params.name);
        for (const { resource_id: id, resource_type: type } of request.body.resources) {
          const carriers = { droplet: state.droplets, volume: state.volumes, database: clustersOf(state) }[type] ?? [];
          const carrier = required([...carriers].find((one) => String(one.id) === id));
          carrier.tags = carrier.tags.filter((one) => one !== tag);
          if (method === 'POST') carrier.tags.push(tag);
        }
        await cloud.applyNetwork();
        return reply.code(204).send();
      },
    });
  }
}

export function ensureTag(state: State, name: string): void {
  if (!state.tags.includes(name)) state.tags.push(name);
}

function tagBody(state: State, name: string) {
  const droplets = state.droplets.filter((droplet) => droplet.tags.includes(name)).length;
  const volumes = state.volumes.filter((volume) => volume.tags.includes(name)).length;
  const databases = clustersOf(state).filter(({ tags }) => tags.includes(name)).length;
  const none = { count: 0 };
  return {
    name,
    resources: {
      count: droplets + volumes + databases,
      droplets: { count: droplets },
      images: none,
      volumes: { count: volumes },
      volume_snapshots: none,
      databases: { count: databases },
    },
  };
}
