import type { FastifyInstance } from 'fastify';
import { NOTHING, add, assign, inOrder, remove, type Undo } from '../change';
import type { Cloud } from '../cloud';
import { clustersOf } from '../../managed-mysql/model';
import { notHere, required, unprocessable } from '../errors';
import { lookUp } from '../look-up';
import type { State } from '../model';
import { page } from './pages';

const NAME = { type: 'string', pattern: '^[a-zA-Z0-9:\\-_]{1,255}$' };
/** Of a resource that is made. */
export const TAGS = { type: ['array', 'null'], items: NAME } as const;
type Params = { Params: { name: string } };
const TEXT = { type: 'string', minLength: 1 };
const RESOURCES = {
  type: 'object',
  required: ['resources'],
  properties: {
    resources: {
      type: 'array',
      items: {
        type: 'object',
        required: ['resource_id', 'resource_type'],
        properties: { resource_id: TEXT, resource_type: TEXT },
      },
    },
  },
};
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
      schema: { body: { type: 'object', required: ['name'], properties: { name: NAME } } },
    },
    async (request, reply) => {
      // Idempotent: providers make a tag again before they use it.
      await cloud.record(() => ensureTag(state, request.body.name));
      return reply.code(201).send({ tag: tagBody(state, request.body.name) });
    },
  );
  api.get<Params>('/tags/:name', (request) => ({ tag: tagBody(state, find(request.params.name)) }));
  api.delete<Params>('/tags/:name', async (request, reply) => {
    await cloud.commit(() => {
      const tag = find(request.params.name);
      const carriers = [...state.droplets, ...state.volumes, ...clustersOf(state)];
      return inOrder(
        remove(state.tags, tag),
        ...carriers.map((carrier) => assign(carrier, { tags: carrier.tags.filter((one) => one !== tag) })),
      );
    });
    return reply.code(204).send();
  });
  for (const method of ['POST', 'DELETE'] as const) {
    api.route<Params & { Body: ResourcesBody }>({
      method,
      url: '/tags/:name/resources',
      schema: { body: RESOURCES },
      handler: async (request, reply) => {
        await cloud.commit(() => {
          const tag = find(request.params.name);
          // All of them are there before the first is changed.
          const carriers = request.body.resources.map((one) => findCarrier(state, one));
          return inOrder(
            ...carriers.map((carrier) => {
              const others = carrier.tags.filter((one) => one !== tag);
              return assign(carrier, { tags: method === 'POST' ? [...others, tag] : others });
            }),
          );
        });
        return reply.code(204).send();
      },
    });
  }
}

function findCarrier(state: State, { resource_id: id, resource_type: type }: ResourcesBody['resources'][number]) {
  if (type === 'image' || type === 'volume_snapshot') throw notHere(`tags of resources of type '${type}'`);
  const carriers = { droplet: state.droplets, volume: state.volumes, database: clustersOf(state) };
  const all: readonly { readonly id: number | string; tags: string[] }[] | undefined = lookUp(carriers, type);
  if (!all) throw unprocessable(`resource_type '${type}' is invalid`);
  return required(all.find((one) => String(one.id) === id));
}

export function ensureTag(state: State, name: string): Undo {
  return state.tags.includes(name) ? NOTHING : add(state.tags, name);
}

export function ensureTags(state: State, names: readonly string[]): Undo {
  return inOrder(...names.map((name) => ensureTag(state, name)));
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
