import type { FastifyInstance } from 'fastify';
import { add, forEach, inOrder } from '../change';
import type { Cloud } from '../cloud';
import type { Action, Droplet } from '../model';
import { actionLink } from './actions';
import { unlessFailed } from './droplet-actions';
import { dropletBody, findDroplet, taggedDroplets } from './droplet-body';
import { firewallsOf } from './firewalls';
import { page } from './pages';
import { ensureTags } from './tags';
import { CREATE_DROPLETS, namesIn, wantedDroplet, type CreateBody } from './wanted-droplet';

type Params = { Params: { id: string } };
type Filters = { Querystring: { tag_name?: string; name?: string; type?: string } };

export function dropletRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;

  api.get<Filters>('/droplets', (request) => {
    const { tag_name, name, type = 'droplets' } = request.query;
    // None of them has a GPU.
    const found = state.droplets.filter(
      (droplet) =>
        (!tag_name || droplet.tags.includes(tag_name)) && (!name || droplet.name === name) && type === 'droplets',
    );
    return page(
      request,
      'droplets',
      found.map((droplet) => dropletBody(cloud, droplet)),
    );
  });

  api.post<{ Body: CreateBody }>('/droplets', { schema: { body: CREATE_DROPLETS } }, async (request, reply) => {
    const { body } = request;
    const made: { readonly droplet: Droplet; readonly action: Action }[] = [];
    await cloud.record(() =>
      forEach(namesIn(body), (name) => {
        const droplet = wantedDroplet(cloud, body, name);
        const { id, region, tags } = droplet;
        const action = cloud.newAction({ type: 'create', resourceType: 'droplet', resourceId: id, region });
        made.push({ droplet, action });
        return inOrder(ensureTags(state, tags), add(state.droplets, droplet), add(state.actions, action));
      }),
    );
    for (const { droplet, action } of made) cloud.settle(action, unlessFailed(droplet, cloud.boot(droplet)));
    const bodies = made.map(({ droplet }) => dropletBody(cloud, droplet));
    const links = (rel: string) => ({ actions: made.map(({ action }) => actionLink(request, action, rel)) });
    return reply
      .code(202)
      .send(
        body.names
          ? { droplets: bodies, links: links('multiple_create') }
          : { droplet: bodies[0], links: links('create') },
      );
  });

  api.delete<{ Querystring: { tag_name?: string } }>('/droplets', async (request, reply) => {
    await destroyAll(cloud, () => taggedDroplets(cloud, request.query.tag_name));
    return reply.code(204).send();
  });

  api.get<Params>('/droplets/:id', ({ params }) => ({ droplet: dropletBody(cloud, findDroplet(cloud, params.id)) }));

  api.delete<Params>('/droplets/:id', async (request, reply) => {
    await destroyAll(cloud, () => [findDroplet(cloud, request.params.id)]);
    return reply.code(204).send();
  });

  api.get<Params>('/droplets/:id/firewalls', (request) =>
    page(request, 'firewalls', firewallsOf(cloud, findDroplet(cloud, request.params.id))),
  );
}

async function destroyAll(cloud: Cloud, find: () => readonly Droplet[]): Promise<void> {
  let droplets: readonly Droplet[] = [];
  await cloud.record(() => forEach((droplets = find()), (droplet) => cloud.markDeleting(droplet)));
  for (const droplet of droplets) void cloud.destroy(droplet);
}
