import type { FastifyInstance, FastifyRequest } from 'fastify';
import { forEach } from '../../change';
import type { Cloud } from '../../cloud';
import type { Project } from '../../model';
import { forbidden, tokenOf } from '../../tokens';
import { page } from '../pages';
import { move, resourcesIn, type Moved } from './membership';
import { parseUrn, pathOfResource, projectResources, scopeOfKind, type ProjectResource } from './project-kinds';
import { PROJECT_PATHS, findProject, type ProjectParams } from './projects';

type Status = 'ok' | 'not_found' | Moved['status'];

const ASSIGN = {
  type: 'object',
  required: ['resources'],
  properties: { resources: { type: 'array', items: { type: 'string' } } },
};

export function projectResourceRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  /** As a token sees them: those whose kind its scopes let it read. */
  const listed = (request: FastifyRequest, project: Project, status: (urn: string) => Status) =>
    resourcesIn(state, project)
      .filter(({ kind }) => missingScopes(cloud, request, [kind]).length === 0)
      .map((resource) => resourceBody(request, project, resource, status(resource.urn)));

  for (const path of PROJECT_PATHS) {
    api.get<ProjectParams>(`${path}/resources`, (request) =>
      page(
        request,
        'resources',
        listed(request, findProject(state, request.params), () => 'ok'),
      ),
    );
    api.post<ProjectParams & { Body: { resources: readonly string[] } }>(
      `${path}/resources`,
      { schema: { body: ASSIGN } },
      async (request) => {
        const statuses = new Map<string, Status>();
        await cloud.record(() => assign(cloud, request, findProject(state, request.params), statuses));
        const project = findProject(state, request.params);
        const gone = [...statuses].filter(([, status]) => status === 'not_found');
        return {
          resources: [
            ...listed(request, project, (urn) => statuses.get(urn) ?? 'ok'),
            ...gone.map(([urn, status]) => ({ urn, status })),
          ],
        };
      },
    );
  }
}

/** What is not there is no error: Terraform names resources that it has deleted before. Notes what becomes of each. */
function assign(
  cloud: Cloud,
  request: FastifyRequest<{ Body: { resources: readonly string[] } }>,
  project: Project,
  statuses: Map<string, Status>,
) {
  const wanted = request.body.resources.map(parseUrn);
  const missing = missingScopes(
    cloud,
    request,
    wanted.map(({ kind }) => kind),
  );
  if (missing.length > 0) throw forbidden(missing);
  for (const { urn } of wanted) statuses.set(urn, 'not_found');
  const found = projectResources(cloud.state).filter(({ urn }) => statuses.has(urn));
  // Reserved IPs come after the droplets that take them along.
  const ordered = [...found].sort((one, other) => Number('dropletId' in one) - Number('dropletId' in other));
  return forEach(ordered, (resource) => {
    const { status, undo } = move(cloud.state, resource, project);
    statuses.set(resource.urn, status);
    return undo;
  });
}

/** Scopes that the token of a request lacks to see resources of these kinds. */
function missingScopes({ state }: Cloud, request: FastifyRequest, kinds: readonly string[]): readonly string[] {
  const scopes = tokenOf(state, 'digitalocean', request)?.scopes;
  return scopes ? [...new Set(kinds.map(scopeOfKind))].filter((scope) => !scopes.includes(scope)) : [];
}

function resourceBody(request: FastifyRequest, project: Project, resource: ProjectResource, status: Status) {
  const { urn, holder } = resource;
  return {
    urn,
    assigned_at: holder.project?.assignedAt ?? holder.createdAt ?? project.createdAt,
    links: { self: `${request.protocol}://${request.host}/v2/${pathOfResource(resource)}` },
    status,
  };
}
