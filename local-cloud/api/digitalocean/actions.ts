import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Cloud } from '../cloud';
import { required } from '../errors';
import type { Action } from '../model';
import { regionBody } from './catalog';
import { page } from './pages';

export function actionRoutes(api: FastifyInstance, cloud: Cloud): void {
  api.get('/actions', (request) => page(request, 'actions', cloud.state.actions.map(actionBody)));
  api.get<{ Params: { id: string } }>('/actions/:id', (request) => {
    const action = required(cloud.state.actions.find(({ id }) => String(id) === request.params.id));
    return { action: actionBody(action) };
  });
}

/** What was done with one resource: `base` is its route, and `idOf` finds it by the parameters of that. */
export function ownActionRoutes(
  api: FastifyInstance,
  { state }: Cloud,
  base: string,
  resourceType: Action['resourceType'],
  idOf: (params: Readonly<Record<string, string>>) => Action['resourceId'],
): void {
  type Params = { Params: Record<string, string> };
  const own = (params: Params['Params']) => {
    const id = idOf(params);
    return state.actions.filter((one) => one.resourceType === resourceType && one.resourceId === id);
  };
  api.get<Params>(`${base}/actions`, (request) => page(request, 'actions', own(request.params).map(actionBody)));
  api.get<Params>(`${base}/actions/:action`, ({ params }) => ({
    action: actionBody(required(own(params).find(({ id }) => String(id) === params.action))),
  }));
}

/** As answers name an action for clients to wait for. */
export function actionLink(request: FastifyRequest, { id }: Action, rel: string) {
  return { id, rel, href: `${request.protocol}://${request.host}/v2/actions/${id}` };
}

export function actionBody(action: Action) {
  return {
    id: action.id,
    status: action.status,
    type: action.type,
    started_at: action.startedAt,
    completed_at: action.completedAt,
    resource_id: typeof action.resourceId === 'number' ? action.resourceId : 0,
    resource_type: action.resourceType,
    region: regionBody(action.region),
    region_slug: action.region,
  };
}
